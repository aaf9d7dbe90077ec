"""Proposals at each step of the examination. ``steps`` are what was done, in order:
``("approve", who)``, ``("decline", who, reasons)``, and ``("round", {…})`` for a committee's work:
``recusals`` (who, reason), ``reviews`` (who, opinion, marks in the order of the criteria, a word for the
committee, perhaps one for the proposer), ``discussion`` (who, text), and where it is over ``decision`` (who,
outcome, message, perhaps why it departs from the tally); ``prepared`` where it waits to be released."""

from demo.content.committees import FAVOURABLE

PROPOSALS = [
    {
        "slug": "jardin-sur-le-toit",
        "proposer": "nadia",
        "days": 2,
        "submitted": False,
        "data": {
            "for_whom": "myself",
            "situation": "resource",
            "resource_address": "Toit du gymnase de l’Exemple, Marseille (adresse fictive)",
            "resource_surface": "420",
            "resource_availability": "À partir du printemps prochain",
            "title": "Un jardin nourricier sur le toit du gymnase",
            "guiding_question": "Comment faire d’un toit plat et vide un jardin qui nourrit et qui rafraîchit le quartier ?",
            "summary": "Le toit du gymnase est plat, solide et au soleil. Il pourrait",
        },
    },
    {
        "slug": "petit-electromenager",
        "proposer": "nadia",
        "days": 4,
        "submitted": True,
        "steps": [],
        "data": {
            "situation": "priority_issue",
            "already_tried": "Un café de réparation, un samedi par mois : toujours complet, jamais suffisant.",
            "title": "Réparer le petit électroménager plutôt que le jeter",
            "guiding_question": "Comment rendre la réparation du petit électroménager plus simple que l’achat d’un appareil neuf ?",
            "summary": "Bouilloires, mixeurs, fers à repasser : on les jette pour un fil coupé. Cherchons une réparation de proximité, rapide et à petit prix.",
            "context": """Dans notre quartier imaginaire, le café de réparation refuse du monde chaque mois. Les gens repartent avec leur grille-pain sous le bras et le jettent en rentrant.

Le savoir-faire existe, chez des retraités et des bricoleuses. Il manque un lieu régulier, des pièces, et un modèle qui tienne.""",
            "objectives": "- Un accueil ouvert plusieurs fois par semaine.\n- Un prix annoncé avant d’ouvrir l’appareil.\n- Des apprentis.",
            "expected": "Des expériences de réparation, des idées pour trouver les pièces, des exemples d’ailleurs.",
            "themes": ["reemploi-et-ressources", "insertion"],
            "territory": ("commune", "13055"),
            "territory_kind": "urban",
        },
    },
    {
        "slug": "halle-des-legumes",
        "proposer": "ines",
        "days": 8,
        "submitted": True,
        "steps": [
            ("approve", "lucie"),
            (
                "round",
                {
                    "reviews": [
                        (
                            "marc",
                            "favourable",
                            [5, 4, 4, 4],
                            "Les maraîchers que je connais seraient partants.",
                            "Allez voir la coopérative du marché de gros : elle a une balance et un hangar.",
                        ),
                        (
                            "paula",
                            "changes",
                            [4, 3, 2, 4],
                            "Il faudrait nommer un lieu possible avant de publier.",
                            "Quel préau, quelle place, à quelle heure ?",
                        ),
                    ],
                },
            ),
        ],
        "data": {
            "situation": "swarming",
            "inspiration_name": "La Halle biscornue (exemple imaginaire)",
            "inspiration_url": "https://example.org/halle-biscornue",
            "adaptation": "La halle d’origine vend sur un marché de gros ; ici, il faudrait vendre au pied des immeubles, deux soirs par semaine.",
            "title": "Une halle pour les légumes biscornus",
            "guiding_question": "Comment vendre près de chez nous les légumes que leur forme exclut des rayons ?",
            "summary": "Trop petits, trop tordus, trop mûrs : une part de la récolte ne part jamais. Une halle les vend ailleurs à prix doux ; adaptons-la à notre quartier.",
            "context": """Chaque semaine, des maraîchers de la région compostent des légumes parfaitement bons. Dans le même temps, des familles renoncent aux produits frais.

Une halle imaginaire a fait de ces légumes son enseigne. Son secret : peu de références, une balance, et des cuisinières qui donnent la recette avec le kilo.""",
            "objectives": "- Trouver un lieu abrité, deux soirs par semaine.\n- Fixer un prix juste pour le maraîcher comme pour la famille.",
            "expected": "Des lieux possibles, des maraîchers intéressés, des idées pour la logistique.",
            "themes": ["alimentation", "circuits-courts"],
            "territory": ("commune", "13055"),
            "territory_kind": "priority_district",
        },
    },
    {
        "slug": "cafe-des-aidants-itinerant",
        "proposer": "nadia",
        "days": 23,
        "submitted": True,
        "steps": [
            ("approve", "lucie"),
            (
                "round",
                {
                    "reviews": [
                        (
                            "bernard",
                            "changes",
                            [4, 4, 2, 3, 4],
                            "Le territoire est trop vague pour juger.",
                            "Quelles communes seraient concernées ?",
                        ),
                        (
                            "joel",
                            "changes",
                            [5, 4, 2, 3, None],
                            "Le besoin est là ; le lieu manque.",
                            "Dites ce que les aidants font aujourd’hui, faute de mieux.",
                        ),
                        ("sofia", "favourable", [5, 5, 3, 4, 4], ""),
                        (
                            "aicha",
                            "changes",
                            [5, 4, 2, 3, 4],
                            "",
                            "Qui accueillerait les aidants sur place ?",
                        ),
                    ],
                    "discussion": [
                        (
                            "sofia",
                            "Ne perdons pas ce défi : c’est le seul que nous ayons sur les aidants.",
                        ),
                        ("aicha", "Nous demandons deux précisions, pas un nouveau dossier."),
                    ],
                    "decision": (
                        "aicha",
                        "changes",
                        "Le besoin est clair et nous touche tous. Pourriez-vous préciser deux points avant que nous puissions conclure : "
                        "quelles communes seraient concernées, et qui, dans votre idée, accueillerait les aidants sur place ?",
                    ),
                },
            ),
        ],
        "data": {
            "situation": "territory",
            "needs": "- Un moment de répit, près de chez soi.\n- Une écoute par des personnes qui ont vécu la même chose.\n- Une information sur les droits.",
            "title": "Un café des aidants qui vient jusqu’au village",
            "guiding_question": "Comment offrir un moment de répit aux proches aidants qui ne peuvent pas s’éloigner de la maison ?",
            "summary": "Les cafés des aidants sont en ville ; les aidants les plus seuls sont loin. Imaginons un café qui se déplace, avec une relève à la maison pendant ce temps.",
            "context": """Aider un proche, c’est souvent ne plus pouvoir s’absenter une heure. Les lieux d’écoute existent, mais à trente minutes de route, et sans solution pour la personne aidée.

Deux associations imaginaires du territoire seraient prêtes à prêter un véhicule et une salle.""",
            "objectives": "- Une halte par mois dans chaque commune.\n- Une relève de confiance à domicile pendant la halte.",
            "expected": "Des expériences d’aidants, des idées pour la relève, des exemples de services itinérants.",
            "themes": ["bien-vieillir", "services-de-proximite"],
            "territory": ("department", "44"),
            "territory_kind": "rural",
        },
    },
    {
        "slug": "piscine-flottante",
        "proposer": "nadia",
        "days": 58,
        "submitted": True,
        "steps": [
            ("approve", "lucie"),
            (
                "round",
                {
                    "reviews": [
                        (
                            "bernard",
                            "unfavourable",
                            [1, 2, 2, 3, 1],
                            "Une solution, pas un besoin.",
                            "Partez de la chaleur, non de la barge.",
                        ),
                        ("joel", "unfavourable", [1, 1, 2, 2, None], ""),
                        (
                            "sofia",
                            "changes",
                            [2, 2, 3, 3, 2],
                            "Le besoin de fraîcheur est réel.",
                            "Où les familles de votre quartier se rafraîchissent-elles aujourd’hui ?",
                        ),
                        ("aicha", "unfavourable", [1, 2, 2, 3, 1], ""),
                    ],
                    "decision": (
                        "aicha",
                        "unfavourable",
                        "Merci pour cette proposition pleine d’élan. Elle décrit déjà une solution précise, un équipement de loisirs, plutôt qu’un besoin "
                        "social ou environnemental que chacun pourrait aider à résoudre : elle sort donc du cadre de la Fabrique. "
                        "Si le besoin est l’accès à la fraîcheur l’été pour les familles du quartier, nous serions heureux d’en parler avec vous et de "
                        "vous aider à le formuler comme un défi.",
                    ),
                },
            ),
        ],
        "data": {
            "situation": "idea",
            "handover_terms": "L’idée est libre ; je peux donner mes dessins.",
            "title": "Une piscine flottante dans le port",
            "guiding_question": "Qui construirait une piscine flottante au milieu du port ?",
            "summary": "Une grande barge, un bassin, des transats : l’été, on se baignerait en pleine ville, au milieu des bateaux.",
            "context": "Il fait de plus en plus chaud, et les plages sont loin. J’ai dessiné une barge avec un bassin de vingt-cinq mètres.",
            "objectives": "- Ouvrir trois mois par an.",
            "expected": "Des partenaires, des ingénieurs, des sponsors.",
            "themes": ["tourisme"],
            "territory": ("commune", "13055"),
            "territory_kind": "urban",
        },
    },
    {
        "slug": "bancs-a-l-ombre",
        "proposer": "ines",
        "days": 19,
        "submitted": True,
        "steps": [
            ("approve", "lucie"),
            ("round", FAVOURABLE["Comité de sélection"][0]),
            (
                "round",
                {"reviews": [("segolene", "favourable", [4, 5], "L’équipe saurait l’animer.")]},
            ),
        ],
        "data": {
            "situation": "priority_issue",
            "already_tried": "Deux bancs posés par la commune, en plein soleil.",
            "title": "Des bancs à l’ombre pour aller jusqu’au marché",
            "guiding_question": "Comment permettre à chacun de marcher jusqu’au marché, même l’été, même à petits pas ?",
            "summary": "Huit cents mètres sans un arbre ni un siège : pour une partie du quartier, le marché est devenu trop loin. Cherchons ensemble où s’arrêter, et à l’ombre de quoi.",
            "context": """Dans notre quartier imaginaire, on renonce au marché entre juin et septembre. Les plus âgés, les femmes enceintes, les personnes qui se déplacent avec une canne.

Planter prend dix ans ; s’asseoir, dix minutes. Entre les deux, il y a des idées à trouver.""",
            "objectives": "- Un arrêt ombragé tous les cent mètres.\n- Des solutions posées avant l’été.",
            "expected": "Des idées d’ombre rapide, des expériences d’autres quartiers, des personnes prêtes à essayer.",
            "themes": ["bien-vieillir", "environnement"],
            "territory": ("commune", "13055"),
            "territory_kind": "urban",
        },
    },
    {
        "slug": "cantine-du-dimanche",
        "proposer": "nadia",
        "days": 20,
        "submitted": True,
        "steps": [
            ("approve", "lucie"),
            (
                "round",
                {
                    "recusals": [
                        ("idriss", "Je suis en train d’aider ce groupe à trouver une salle.")
                    ],
                    "reviews": [
                        (
                            "marc",
                            "favourable",
                            [4, 5, 4, None],
                            "Simple et généreux.",
                            "Une cuisine d’école se prête : demandez tôt, l’assurance prend du temps.",
                        ),
                        ("paula", "changes", [3, 4, 2, 3], "Qui porte la responsabilité ?", ""),
                        ("bernard", "favourable", [4, 5, 4, 3], "", "Gardez le prix libre."),
                    ],
                    "discussion": [
                        (
                            "paula",
                            "Faut-il nommer dès maintenant une cuisine qui serait d’accord ?",
                        ),
                        ("marc", "Pas pour le défi : c’est aux contributions d’en proposer."),
                    ],
                    "decision": (
                        "bernard",
                        "favourable",
                        "Le comité est favorable à ce défi. Il vous suggère de demander d’emblée des retours d’expérience sur l’hygiène et l’assurance.",
                    ),
                    "prepared": True,
                },
            ),
        ],
        "data": {
            "situation": "idea",
            "handover_terms": "L’idée est à tout le monde. Je peux donner deux dimanches par mois pour commencer.",
            "title": "Une cantine du dimanche, cuisinée par ses convives",
            "guiding_question": "Comment ouvrir une table le dimanche midi, quand tout est fermé et que l’on est seul ?",
            "summary": "Le dimanche, beaucoup mangent seuls, et mal. Une cantine que ses convives cuisinent ensemble pourrait ouvrir dans une cuisine qui dort.",
            "context": "Les cuisines de l’école et du centre social sont fermées le dimanche. Autour, des personnes seules de tous les âges.",
            "objectives": "- Un dimanche sur deux.\n- Un prix libre.",
            "expected": "Des exemples de cantines partagées, des idées pour l’hygiène et l’assurance.",
            "themes": ["alimentation", "services-de-proximite"],
            "territory": ("commune", "13055"),
            "territory_kind": "urban",
        },
    },
    {
        "slug": "etabli-partage",
        "proposer": "ines",
        "days": 27,
        "submitted": True,
        "steps": [
            ("approve", "lucie"),
            (
                "round",
                {
                    "reviews": [
                        (
                            "bernard",
                            "favourable",
                            [5, 5, 4, 5, 5],
                            "Le meilleur dossier depuis longtemps.",
                            "",
                        ),
                        (
                            "joel",
                            "favourable",
                            [4, 5, 5, 5, 4],
                            "",
                            "Parlez des apprentis : c’est ce qui touche le plus.",
                        ),
                        (
                            "sofia",
                            "favourable",
                            [5, 5, 5, 4, 4],
                            "Nous pourrions prêter un local.",
                            "",
                        ),
                        ("aicha", "favourable", [4, 5, 5, 5, 5], "", ""),
                    ],
                    "decision": (
                        "aicha",
                        "favourable",
                        "Le comité est favorable à ce défi, à l’unanimité.",
                    ),
                },
            ),
            (
                "round",
                {
                    "reviews": [
                        ("segolene", "favourable", [5, 4], "", ""),
                        ("thierry", "favourable", [4, 5], "Un défi facile à animer.", ""),
                        (
                            "helene",
                            "favourable",
                            [5, 5],
                            "",
                            "Ouvrez l’atelier dès la première rencontre.",
                        ),
                    ],
                    "decision": (
                        "helene",
                        "favourable",
                        "Le conseil valide ce défi et vous invite à ouvrir un atelier dès la première rencontre.",
                    ),
                    "prepared": True,
                },
            ),
        ],
        "data": {
            "situation": "priority_issue",
            "already_tried": "Un garage prêté par un voisin, rendu au bout de trois mois.",
            "title": "Un établi partagé pour les métiers du bois",
            "guiding_question": "Comment donner un établi et des outils à celles et ceux qui se lancent dans les métiers du bois ?",
            "summary": "Après la formation, beaucoup renoncent : une scie et un local coûtent plus qu’une année de commandes. Cherchons comment partager l’établi, les outils et les premiers clients.",
            "context": "Dans notre quartier imaginaire, neuf jeunes menuisières et menuisiers sur dix changent de métier dans l’année. Le savoir-faire est là ; le lieu manque.",
            "objectives": "- Cinq établis pour commencer.\n- Un prix à la journée.\n- Un ancien qui transmet.",
            "expected": "Des locaux possibles, des exemples d’ateliers partagés, des idées pour l’assurance des machines.",
            "themes": ["reemploi-et-ressources", "insertion"],
            "territory": ("commune", "13055"),
            "territory_kind": "urban",
        },
    },
    {
        "slug": "relais-du-pas-de-porte",
        "proposer": "ines",
        "days": 29,
        "submitted": True,
        "steps": [
            ("approve", "lucie"),
            (
                "round",
                {
                    "reviews": [
                        ("bernard", "favourable", [3, 4, 3, 3, 4], "", ""),
                        ("joel", "changes", [3, 3, 2, 3, None], "Le besoin est à préciser.", ""),
                        (
                            "sofia",
                            "changes",
                            [4, 3, 3, 2, 3],
                            "La question en contient trois.",
                            "Choisissez une question : les colis, la veille ou la rencontre ?",
                        ),
                        ("aicha", "favourable", [4, 4, 3, 3, 4], "", ""),
                    ],
                    "discussion": [
                        ("sofia", "Deux contre deux : que fait-on ?"),
                        ("aicha", "Je propose que le conseil tranche, avec nos questions."),
                    ],
                    "decision": (
                        "aicha",
                        "favourable",
                        "Le comité transmet votre défi au conseil. Préparez-vous à dire laquelle des trois questions compte le plus.",
                        "Avis partagés à égalité. Le besoin fait l’unanimité : le conseil jugera de la question.",
                    ),
                },
            ),
            (
                "round",
                {
                    "reviews": [
                        ("segolene", "changes", [4, 3], "Trois défis en un.", "Gardez la veille."),
                        ("thierry", "favourable", [4, 4], "", ""),
                        ("helene", "favourable", [4, 3], "", "Une seule question suffit."),
                    ],
                    "decision": (
                        "helene",
                        "changes",
                        "Votre défi nous a convaincus du besoin. Choisissez maintenant une question parmi les trois que vous posez, et renvoyez-nous votre texte : nous l’examinerons aussitôt.",
                        "La majorité était favorable ; après discussion, le conseil préfère une seule question plutôt que trois.",
                    ),
                    "prepared": True,
                },
            ),
        ],
        "data": {
            "situation": "idea",
            "handover_terms": "Mes notes et mes contacts, à qui voudra s’en saisir.",
            "title": "Des relais de pas de porte",
            "guiding_question": "Comment faire d’un pas de porte un relais pour les colis, pour la veille entre voisins et pour se rencontrer ?",
            "summary": "Un banc, une boîte, une personne qui passe : au pied de chaque immeuble, un petit relais rendrait mille services.",
            "context": "Dans notre rue imaginaire, les colis repartent, les voisines âgées ne voient personne, et les halls restent vides.",
            "objectives": "- Dix pas de porte pour essayer.\n- Une personne référente par rue.",
            "expected": "Des exemples ailleurs, des gardiens d’immeuble intéressés, des idées de lieux.",
            "themes": ["bien-vieillir", "services-de-proximite"],
            "territory": ("commune", "13055"),
            "territory_kind": "urban",
        },
    },
]
