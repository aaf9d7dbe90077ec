"""Which role changes what: the literal truth that ``test_table`` compares with.

A letter (``scene.ROLES``) where the person changes what the public reads, in lower case where only a
draft, a lock or a workflow; no letter: nothing at all changes. Anonymous visitors, members, an animator,
committee members, chairs, moderators and the editors of the home page have no letter anywhere: none of these
pages is theirs. What the roles may do beside them stands in ``test_roles``.
"""

#: The columns.
PAGES = ("live", "draft", "examined", "translation", "alias", "project", "list")

FORM = {
    "edit": ("ceps", "ceps", "", "", "", "ceps", "ceps"),
    "edit: action-publish": ("cePS", "cePS", "", "", "", "CePS", "cePS"),
    "edit: action-submit": ("ceps", "ceps", "", "", "", "ceps", "ceps"),
    "edit: action-restart-workflow": ("ceps", "ceps", "", "", "", "ceps", "ceps"),
    "edit: action-cancel-workflow": ("ceps", "ceps", "", "", "", "ceps", "ceps"),
    "edit: action-publish, scheduled": ("cePS", "cePS", "", "", "", "CePS", "cePS"),
    "edit: localize-restart-translation": ("ps", "ceps", "", "PS", "", "cps", "ps"),
    "edit: publish of the translation": ("ceps", "ceps", "", "CPS", "", "ceps", "ceps"),
    "edit: localize-convert-to-alias": ("", "", "", "", "", "", ""),
}

PAGE = {
    "delete": ("PS", "ceps", "", "PS", "PS", "CPS", ""),
    "unpublish": ("PS", "", "", "PS", "PS", "CPS", "PS"),
    "convert_alias": ("", "", "", "", "PS", "", ""),
    "lock": ("s", "s", "s", "s", "s", "s", "s"),
    "set_privacy": ("PS", "ps", "", "PS", "PS", "CPS", "PS"),
    "unlock": ("s", "s", "s", "s", "s", "s", "s"),
    "add": ("", "", "", "", "", "", "cPS"),
    "move_confirm": ("PS", "cps", "", "PS", "PS", "CPS", "S"),
    "set_page_position": ("PS", "PS", "", "PS", "PS", "", "S"),
    "copy": ("cps", "cps", "cps", "cps", "cps", "cps", "s"),
    "copy: publish_copies": ("PS", "cps", "cps", "PS", "PS", "CPS", "S"),
    "copy: alias": ("PS", "ps", "ps", "PS", "PS", "CPS", "S"),
    "workflow_action: approve": ("", "", "", "", "", "", ""),
    "workflow_action: reject": ("", "", "", "", "", "", ""),
    "revisions_revert": ("ps", "ceps", "", "", "", "cps", "ps"),
    "revisions_unschedule": ("PS", "PS", "PS", "PS", "", "CPS", "PS"),
}

BULK = {
    "bulk: delete": ("PS", "ceps", "", "PS", "PS", "CPS", ""),
    "bulk: move": ("PS", "cps", "", "", "", "", ""),
    "bulk: publish": ("PS", "PS", "", "ps", "", "cps", "PS"),
    "bulk: unpublish": ("PS", "", "", "PS", "PS", "CPS", "PS"),
}

LOCALIZE = {
    "convert_to_alias": ("", "", "", "PS", "", "", ""),
    "submit_page_translation": ("cps", "cps", "cps", "", "PS", "cps", ""),
    "update_translations": ("", "", "", "cps", "", "", "cps"),
    "update_translations: publish_translations": ("", "", "", "cPS", "", "", "cPS"),
    "edit_string_translation": ("", "", "", "ceps", "", "", "ceps"),
    "edit_override": ("", "", "", "ceps", "", "", ""),
    "upload_pofile": ("", "", "", "ceps", "", "", "ceps"),
    "machine_translate": ("", "", "", "ceps", "", "", "ceps"),
    "stop_translation": ("", "", "", "PS", "", "", "PS"),
}

GROUPS = {"form": FORM, "page": PAGE, "bulk": BULK, "localize": LOCALIZE}
TABLE = {name: row for group in GROUPS.values() for name, row in group.items()}

#: Addresses that change nothing of a page, or only show what another address does.
READS = {
    "add_subpage", "choose_parent", "confirm_workflow_cancellation", "collect_workflow_action_data",
    "history", "history_results", "move", "preview_on_add", "preview_on_edit", "revisions_compare",
    "revisions_index", "revisions_view", "search", "search_results", "type_use", "type_use_results",
    "usage", "view_draft", "workflow_history", "workflow_history_detail", "workflow_preview",
    # of the tree of pages
    "wagtailadmin_explore", "wagtailadmin_explore_root", "wagtailadmin_explore_results",
    # of wagtail-localize
    "download_pofile", "javascript_catalog", "preview_translation", "snippets_api_detail",
    "snippets_api_listing", "translations_report", "translations_report_results",
}  # fmt: skip
#: No page: ``tests/rights/test_translating.py`` has them.
SNIPPETS = {"submit_snippet_translation"}
#: Items of the menu of the edit form, and the line above that says who may.
MENU = {
    "action-save-draft": "edit",
    "action-unpublish": "unpublish",
    "action-page-locked": None,
    # A link: its page and doors are those of tests/selection/test_judged.py.
    "crowdsolving-judged": None,
}
#: Addresses of the workflows themselves: an administrator's alone.
WORKFLOWS = {"add", "enable", "disable", "edit", "remove", "add_task", "edit_task", "enable_task",
             "disable_task", "task_chooser_create"}  # fmt: skip
WORKFLOWS_READS = {
    "index", "index_results", "usage", "usage_results", "select_task_type", "task_index",
    "task_index_results", "task_chooser", "task_chooser_results", "task_chosen",
}  # fmt: skip
