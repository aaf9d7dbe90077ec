"""The demo accounts: invented persons, one for each role, and members who contribute."""

PASSWORD = "demo-fabrique-2026"


def _person(first_name, last_name, login, role="Membre", **extra):
    return {
        "role": role,
        "first_name": first_name,
        "last_name": last_name,
        "email": f"{login}@example.org",
        "password": PASSWORD,
        **extra,
    }


#: ``groups`` are keys of ``WAGTAIL_CROWDSOLVING["GROUPS"]``.
ROLES = [
    _person("Camille", "Exemple", "camille", "Contributrice"),
    _person("Youssef", "Illustration", "youssef", "Contributeur"),
    _person("Nadia", "Démonstration", "nadia", "Autrice de défis"),
    _person("Lucie", "Prototype", "lucie", "Coordinatrice", groups=("coordination", "editors")),
    _person("Bernard", "Fictif", "bernard", "Président d’un comité de sélection"),
    _person("Idriss", "Aperçu", "idriss", "Membre d’un comité de sélection"),
    _person("Hélène", "Maquette", "helene", "Présidente du conseil d’administration"),
    _person("Karim", "Brouillon", "karim", "Modérateur", groups=("moderation",)),
    _person("Solène", "Essai", "solene", "Animatrice de défis", animator=True),
    _person("Amadou", "Modèle", "amadou", "Administrateur du réseau", superuser=True),
]

MEMBERS = [
    _person("Inès", "Échantillon", "ines"),
    _person("Paul", "Spécimen", "paul"),
    _person("Maëlle", "Canevas", "maelle"),
    _person("Tomás", "Gabarit", "tomas"),
    _person("Fatou", "Esquisse", "fatou"),
    _person("Gilles", "Figurant", "gilles"),
    _person("Chloé", "Patron", "chloe"),
    _person("Rachid", "Croquis", "rachid"),
    _person("Anne-Lise", "Épreuve", "anne-lise"),
    _person("Jonah", "Sample", "jonah", language="en"),
    _person("Mary", "Placeholder", "mary", language="en"),
]

#: They sit on committees with those above.
JURY = [
    _person("Aïcha", "Témoin", "aicha"),
    _person("Joël", "Calque", "joel"),
    _person("Sofia", "Pochoir", "sofia"),
    _person("Marc", "Ébauche", "marc"),
    _person("Paula", "Repère", "paula"),
    _person("Ségolène", "Trame", "segolene"),
    _person("Thierry", "Modelage", "thierry"),
]

PEOPLE = ROLES + MEMBERS + JURY
