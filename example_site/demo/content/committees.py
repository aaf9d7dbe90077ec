"""Who selects the challenges of the demo: invented people, on behalf of its organisations."""

#: "Comité de sélection" and "Conseil d'administration" are those of ``setup_crowdsolving``.
#: ``seats``: login, role, organisation. ``criteria``: label, guidance, weight, "not applicable" allowed.
COMMITTEES = [
    {
        "name": "Comité de sélection",
        "seats": [
            ("aicha", "chair", "Inter-Made"),
            ("bernard", "member", "Les Ecossolies"),
            ("joel", "member", "MGEN"),
            ("sofia", "member", "Friche la Belle de Mai"),
        ],
    },
    {
        "name": "Comité alimentation et circuits courts",
        "description": "Examine les défis qui parlent de cultiver, de cuisiner et de bien manger.",
        "kind": "selection",
        "themes": ["alimentation", "circuits-courts"],
        "quorum": 3,
        "rule": "score",
        "threshold": 60,
        "names_are_public": True,
        "seats": [
            ("bernard", "chair", "Les Ecossolies"),
            ("marc", "member", "Friche la Belle de Mai"),
            ("paula", "member", "Région Sud"),
            ("idriss", "member", "Ville de Marseille"),
            ("solene", "observer", "Inter-Made"),
        ],
        "criteria": [
            ("Réalité du besoin", "Qui mange mal, ou produit mal, et pourquoi ?", 2, False),
            ("Accès pour tous", "Une réponse serait-elle à la portée de chacun ?", 2, False),
            (
                "Ancrage local",
                "Les personnes qui produisent et cuisinent sont-elles là ?",
                1,
                False,
            ),
            ("Effet sur les sols et l’eau", "Ce qui changerait pour le vivant.", 1, True),
        ],
    },
    {
        "name": "Conseil d'administration",
        "quorum": 2,
        "names_are_public": True,
        "seats": [
            ("helene", "chair", "Inter-Made"),
            ("segolene", "member", "Friche la Belle de Mai"),
            ("thierry", "member", "Les Ecossolies"),
        ],
    },
]

#: How the challenges that are on the site came there, by the committee that took them first.
FAVOURABLE = {
    "Comité alimentation et circuits courts": {
        "recusals": [("paula", "Je travaille pour la Région, qui propose ce défi.")],
        "reviews": [
            ("marc", "favourable", [5, 4, 4, 3], "Un besoin que nous voyons chaque jour."),
            ("idriss", "favourable", [4, 4, 5, None], "Les acteurs sont déjà autour de la table."),
            ("bernard", "favourable", [5, 3, 4, 4], ""),
        ],
        "decision": ("bernard", "favourable", "Le comité soutient ce défi sans réserve."),
    },
    "Comité de sélection": {
        "reviews": [
            ("bernard", "favourable", [4, 4, 3, 5, 4], "Une question claire."),
            ("joel", "changes", [3, 4, 3, 3, None], "J’aurais aimé des chiffres."),
            ("sofia", "favourable", [5, 5, 4, 4, 4], ""),
            ("aicha", "favourable", [4, 4, 4, 4, 4], ""),
        ],
        "decision": ("aicha", "favourable", "Le comité est favorable à ce défi."),
    },
    "Conseil d'administration": {
        "reviews": [
            ("segolene", "favourable", [4, 4], ""),
            ("thierry", "abstain", [], ""),
            ("helene", "favourable", [5, 4], ""),
        ],
        "decision": ("helene", "favourable", "Le conseil valide ce défi."),
    },
}

#: Where decisions were prepared that nobody has been told of yet.
MEETINGS = [
    {
        "committee": "Comité alimentation et circuits courts",
        "chair": "bernard",
        "present": ["bernard", "marc", "paula"],
        "place": "Friche la Belle de Mai, Marseille (réunion imaginaire)",
        "notes": "La prochaine réunion parlera de la halle des légumes biscornus.",
    },
]
