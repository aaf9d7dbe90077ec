"""Who selects the challenges of the demo: invented people, on behalf of its organisations."""

#: "Comité de sélection" and "Conseil d’administration" are those of ``setup_crowdsolving``.
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
        "name": "Conseil d’administration",
        "quorum": 2,
        "names_are_public": True,
        "seats": [
            ("helene", "chair", "Inter-Made"),
            ("segolene", "member", "Friche la Belle de Mai"),
            ("thierry", "member", "Les Ecossolies"),
        ],
    },
]

#: How the challenges that are on the site came there: by committee, what it makes of one after the
#: other. A review: login, opinion, marks, a word for the committee, a word for the proposer.
FAVOURABLE = {
    "Comité alimentation et circuits courts": [
        {
            "recusals": [("paula", "Je travaille pour la Région, qui propose ce défi.")],
            "reviews": [
                (
                    "marc",
                    "favourable",
                    [5, 4, 4, 3],
                    "Un besoin que nous voyons chaque jour.",
                    "Dites dès l’ouverture ce que les restaurants y gagnent.",
                ),
                (
                    "idriss",
                    "favourable",
                    [4, 4, 5, None],
                    "Les acteurs sont déjà autour de la table.",
                    "",
                ),
                (
                    "bernard",
                    "favourable",
                    [5, 3, 4, 4],
                    "Attention aux petites tables : elles n’ont ni place ni bras pour trier.",
                    "Pensez aux restaurants de moins de dix couverts.",
                ),
            ],
            "discussion": [
                ("marc", "Faut-il demander que le défi nomme trois rues pour commencer ?"),
                (
                    "bernard",
                    "Je le proposerais plutôt pendant l’animation : la question est claire.",
                ),
            ],
            "decision": (
                "bernard",
                "favourable",
                "Le comité soutient ce défi sans réserve. Pensez aux plus petites tables : c’est là que la circularité est la plus difficile.",
            ),
        },
    ],
    "Comité de sélection": [
        {
            "reviews": [
                (
                    "bernard",
                    "favourable",
                    [4, 4, 3, 5, 4],
                    "Une question claire.",
                    "Invitez aussi les personnes qui ont renoncé à sortir.",
                ),
                (
                    "joel",
                    "changes",
                    [3, 4, 3, 3, None],
                    "J’aurais aimé des chiffres.",
                    "Un ou deux chiffres locaux aideraient à convaincre des partenaires.",
                ),
                ("sofia", "favourable", [5, 5, 4, 4, 4], "Tout le quartier en parle.", ""),
                ("aicha", "favourable", [4, 4, 4, 4, 4], "", ""),
            ],
            "discussion": [
                (
                    "joel",
                    "Sans chiffres, comment saurons-nous dans un an si quelque chose a changé ?",
                ),
                ("aicha", "Je le demanderai dans le message, sans en faire une condition."),
            ],
            "decision": (
                "aicha",
                "favourable",
                "Le comité est favorable à ce défi. Si vous disposez de chiffres locaux, même partiels, ajoutez-les : ils aideront à juger des réponses.",
            ),
        },
        {
            "reviews": [
                (
                    "bernard",
                    "favourable",
                    [5, 4, 4, 4, 5],
                    "Le besoin est vécu, et la question ouverte.",
                    "",
                ),
                (
                    "joel",
                    "favourable",
                    [5, 5, 3, 4, None],
                    "La santé y gagnerait autant que l’emploi.",
                    "Une mutuelle pourrait vous aider à mesurer les effets sur la santé.",
                ),
                ("sofia", "abstain", [], "Je connais trop mal ce territoire pour juger.", ""),
                ("aicha", "favourable", [4, 5, 4, 5, 5], "", "Commencez par une seule commune."),
            ],
            "decision": (
                "aicha",
                "favourable",
                "Le comité est favorable à ce défi, et vous conseille de commencer par une seule commune.",
            ),
        },
    ],
    "Conseil d’administration": [
        {
            "reviews": [
                ("segolene", "favourable", [4, 4], "Nous saurons l’animer au printemps.", ""),
                ("thierry", "abstain", [], "Je n’ai pas eu le temps de lire le dossier.", ""),
                ("helene", "favourable", [5, 4], "", "Prévoyez une rencontre sur place."),
            ],
            "decision": (
                "helene",
                "favourable",
                "Le conseil valide ce défi, et propose une première rencontre sur place.",
            ),
        },
        {
            "reviews": [
                ("segolene", "favourable", [5, 3], "Beau sujet ; il faudra du renfort.", ""),
                ("thierry", "favourable", [4, 4], "", ""),
                ("helene", "favourable", [5, 4], "", "Nous vous présenterons deux financeurs."),
            ],
            "decision": ("helene", "favourable", "Le conseil valide ce défi à l’unanimité."),
        },
    ],
}

#: The meetings of the board, each with the decisions of its day.
BOARD_MEETING = {
    "place": "Salle des établis, à la Friche",
    "notes": "Le quorum est atteint. Les défis sont examinés dans l’ordre de leur arrivée.",
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
