import time, pytest
from django.core.management import call_command
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_load(settings, tmp_path):
    settings.MEDIA_ROOT=str(tmp_path)
    settings.STORAGES={**settings.STORAGES,"default":{"BACKEND":"django.core.files.storage.FileSystemStorage"}}
    t=time.time(); call_command("load_demo"); print("LOAD", time.time()-t)
    from django.db import connection
    t=time.time(); data=connection.connection.serialize(); print("SER", time.time()-t, len(data))
    from wagtail.models import Page
    for p in Page.objects.all(): print(p.url, p.live, p.specific_class.__name__)
    t=time.time(); connection.connection.deserialize(data); print("DES", time.time()-t, Page.objects.count())
