"""The site’s own pages, in French and English. Bodies are lists of ``(block, value)``; HTML as an editor writes it."""

ILLUSTRATION = {
    "challenge": {
        "fr": "*Page d’illustration : pour la démonstration, ce texte, ses dates et ses échanges sont imaginés à partir d’un sujet réel ; les personnes n’existent pas.*",
        "en": "*Illustration: for the demonstration, this text, its dates and its exchanges are imagined around a real subject; the persons do not exist.*",
    },
    "project": {
        "fr": "*Page d’illustration : le récit est écrit pour la démonstration, à partir de quelques faits publics. Il n’engage aucune des structures citées.*",
        "en": "*Illustration: this story was written for the demonstration around a few public facts. It commits none of the organisations named.*",
    },
}

NOTICE = {
    "fr": "<p><b>Ceci est une page d’illustration.</b> Ce site montre ce que l’on peut faire avec wagtail-crowdsolving ; il n’est celui d’aucune structure.</p>",
    "en": "<p><b>This page is an illustration.</b> The site shows what can be done with wagtail-crowdsolving; it belongs to no organisation.</p>",
}

HOME = {
    "fr": {
        "title": "La Fabrique",
        "slug": "accueil",
        "headline": "Un besoin, mille idées, et quelqu’un pour les porter",
        "lead": "La Fabrique part d’un besoin social ou environnemental de votre territoire et cherche, avec vous, la réponse qui manque. Ici, on ne donne pas d’argent : on donne une idée, une expérience, une inspiration.",
        "search_description": "La Fabrique, un site d’illustration : des défis du territoire, des contributions d’habitants, un catalogue de projets nés d’un besoin.",
        "steps_title": "Comment un besoin devient un projet",
        "steps": [
            (
                "Un besoin arrive",
                "Une structure, une collectivité ou une personne propose un défi. Il n’a pas besoin d’avoir une solution : c’est justement l’objet.",
            ),
            (
                "Il est examiné",
                "L’équipe vérifie qu’il entre dans le cadre ; un comité d’acteurs du secteur donne son avis ; le conseil valide.",
            ),
            (
                "Tout le monde contribue",
                "Une idée, un retour d’expérience, un exemple venu d’ailleurs : chaque contribution est relue avant de paraître.",
            ),
            (
                "La piste retenue est étudiée",
                "Ce qui existe, ce qui manque, ce qui peut tenir. Si l’étude dit oui, quelqu’un reprend l’idée et la lance. Si elle dit non, c’est un résultat, et il est publié.",
            ),
        ],
        "governance_title": "Celles et ceux qui font la Fabrique",
        "governance_text": "<p>La Fabrique by Inter-Made et La Friche a ouvert à Marseille le 29 septembre 2020. Elle appartient au réseau des <b>Fabriques à initiatives</b>, animé par l’Avise. <i>Les rôles sont donnés ici pour l’illustration.</i></p>",
    },
    "en": {
        "title": "La Fabrique",
        "slug": "home",
        "headline": "One need, a thousand ideas, and someone to carry them",
        "lead": "La Fabrique starts from a social or environmental need of your territory and looks, with you, for the answer that is missing. Nobody gives money here: one gives an idea, an experience, an inspiration.",
        "search_description": "La Fabrique, a demonstration site: challenges of a territory, contributions of its people, a catalogue of projects born of a need.",
        "steps_title": "How a need becomes a project",
        "steps": [
            (
                "A need arrives",
                "An organisation, a local authority or a person proposes a challenge. It needs no solution: that is the point.",
            ),
            (
                "It is examined",
                "The team checks that it fits; a committee of the sector gives its opinion; the board validates.",
            ),
            (
                "Everyone contributes",
                "An idea, an experience, an example from elsewhere: each contribution is read before it appears.",
            ),
            (
                "The chosen lead is studied",
                "What exists, what is missing, what can last. If the study says yes, someone takes the idea up and launches it. If it says no, that is a result, and it is published.",
            ),
        ],
        "governance_title": "Those who make the Fabrique",
        "governance_text": "<p>La Fabrique by Inter-Made et La Friche opened in Marseille on 29 September 2020. It belongs to the network of <b>Fabriques à initiatives</b>, animated by Avise. <i>Roles are given here as an illustration.</i></p>",
    },
}

INDEXES = {
    "challenges": {
        "fr": {
            "title": "Les défis",
            "slug": "defis",
            "intro": "Des besoins du territoire qui attendent une réponse. Choisissez-en un, lisez-le en entier, puis donnez une idée, une expérience ou une inspiration.",
        },
        "en": {
            "title": "Challenges",
            "slug": "challenges",
            "intro": "Needs of the territory that wait for an answer. Choose one, read it to the end, then give an idea, an experience or an inspiration.",
        },
    },
    "catalogue": {
        "fr": {
            "title": "Le catalogue",
            "slug": "catalogue",
            "intro": "Des projets nés d’un besoin : ce qu’ils sont devenus, avec qui, et ce que l’on peut en reprendre ailleurs. Les études qui concluent « non » y ont leur place.",
        },
        "en": {
            "title": "Catalogue",
            "slug": "catalogue",
            "intro": "Projects born of a need: what became of them, with whom, and what can be taken up elsewhere. Studies that conclude “no” have their place too.",
        },
    },
}

GOVERNANCE = {
    "fr": {
        "title": "La gouvernance",
        "slug": "gouvernance",
        "lead": "Qui décide, qui soutient, qui fait : les structures qui prennent part à la Fabrique.",
        "body": [
            (
                "text",
                "<p>La Fabrique est portée par <b>Inter-Made</b> et la <b>Friche la Belle de Mai</b>. Chaque défi est examiné avec les acteurs publics et privés <i>de son secteur</i> ; le conseil d’administration d’Inter-Made valide leur choix.</p><p>Un membre qui a un intérêt dans un défi ne participe pas à son examen : on parle de <b>déport</b>.</p><p><i>Les rôles indiqués sur cette page sont donnés pour l’illustration et n’engagent aucune des structures citées.</i></p>",
            ),
        ],
    },
    "en": {
        "title": "Governance",
        "slug": "governance",
        "lead": "Who decides, who supports, who acts: the organisations that take part in the Fabrique.",
        "body": [
            (
                "text",
                "<p>The Fabrique is carried by <b>Inter-Made</b> and the <b>Friche la Belle de Mai</b>. Each challenge is examined with public and private actors <i>of its sector</i>; the board of Inter-Made validates their choice.</p><p>A member with an interest in a challenge stands aside from its examination: this is a <b>recusal</b>.</p><p><i>The roles on this page are given as an illustration and commit none of the organisations named.</i></p>",
            ),
        ],
    },
}

#: In the order of the menu and of the foot of the site.
STANDARD = [
    {
        "key": "about",
        "purpose": "",
        "in_menu": True,
        "fr": {
            "title": "Comment ça marche",
            "slug": "comment-ca-marche",
            "lead": "Comme un site de financement participatif, mais où l’on donne des idées à la place de l’argent.",
            # Said since it was translated: an example of a translation to bring up to date.
            "lead_since": "Comme un site de financement participatif, mais où l’on donne des idées et un peu de son temps à la place de l’argent.",
            "body": [
                (
                    "text",
                    """<h2>Partir du besoin, finir par le porteur</h2>
<p>D’habitude, une personne a une idée et cherche un territoire où l’installer. La Fabrique fait le chemin inverse : un territoire a un besoin, on cherche ensemble une réponse, et l’on trouve <b>en dernier</b> la personne ou la structure qui la fera vivre. L’idée et celle ou celui qui la porte sont deux choses.</p>
<h2>Cinq façons d’arriver avec un besoin</h2>
<ol><li>Un <b>problème prioritaire</b> auquel personne ne connaît de solution.</li><li>Un <b>territoire</b> où l’on veut entreprendre quelque chose ensemble.</li><li>Une <b>idée à transmettre</b>, faute de temps pour la porter.</li><li>Un <b>lieu vide</b> ou une ressource disponible.</li><li>Un <b>projet vu ailleurs</b>, que l’on voudrait adapter ici.</li></ol>
<h2>Trois façons de contribuer</h2>
<ul><li><b>Une idée</b> : ce que l’on pourrait faire, même si ce n’est pas fini.</li><li><b>Une expérience</b> : ce que vous avez vécu, échecs compris.</li><li><b>Une inspiration</b> : ce qui existe ailleurs, avec le lieu et un lien.</li></ul>
<p>Chaque contribution est relue par un modérateur avant de paraître. Vous êtes prévenu par courriel de la décision, toujours motivée.</p>
<h2>De l’étude au lancement</h2>
<p>La piste retenue fait l’objet d’une étude d’opportunité de neuf à douze mois : ce qui existe, ce qui manque, ce qui peut tenir économiquement. Elle conclut « on y va », « on n’y va pas » ou « on change de cap ». Viennent ensuite l’appel à porteur, l’étude de faisabilité, le lancement, puis l’essaimage.</p>""",
                ),
                (
                    "question",
                    {
                        "question": "Faut-il un compte pour lire les défis ?",
                        "answer": "<p>Non. Tout ce qui est publié se lit sans compte. Le compte sert à proposer un défi et à contribuer.</p>",
                    },
                ),
                (
                    "question",
                    {
                        "question": "Qui peut proposer un défi ?",
                        "answer": "<p>Toute personne, pour elle-même ou pour une structure : association, entreprise, collectivité, collectif d’habitants.</p>",
                    },
                ),
                (
                    "question",
                    {
                        "question": "Mon idée m’appartient-elle encore ?",
                        "answer": "<p>Une idée publiée ici est donnée au défi : chacun peut s’en inspirer. Si vous souhaitez la porter, dites-le dans votre contribution.</p>",
                    },
                ),
                (
                    "question",
                    {
                        "question": "Que se passe-t-il si mon défi n’est pas retenu ?",
                        "answer": "<p>Vous recevez les raisons de la décision, par écrit, et l’équipe peut vous aider à le reformuler.</p>",
                    },
                ),
            ],
        },
        "en": {
            "title": "How it works",
            "slug": "how-it-works",
            "lead": "Like a crowdfunding site, on which people give ideas instead of money.",
            "body": [
                (
                    "text",
                    """<h2>Start from the need, end with the person</h2>
<p>Usually someone has an idea and looks for a place to settle it. The Fabrique goes the other way round: a territory has a need, people look for an answer together, and <b>last of all</b> they find the person or the organisation that will make it live. An idea and whoever carries it are two things.</p>
<h2>Five ways to arrive with a need</h2>
<ol><li>A <b>priority issue</b> with no known solution.</li><li>A <b>territory</b> where people want to start something together.</li><li>An <b>idea to hand over</b>, for lack of time.</li><li><b>Empty premises</b> or an available resource.</li><li>A <b>project seen elsewhere</b>, to be adapted here.</li></ol>
<h2>Three ways to contribute</h2>
<ul><li><b>An idea</b>: what could be done, even unfinished.</li><li><b>An experience</b>: what you have lived through, failures included.</li><li><b>An inspiration</b>: what exists elsewhere, with its place and a link.</li></ul>
<p>A moderator reads each contribution before it appears. You are told of the decision by e-mail, always with its reasons.</p>
<h2>From study to launch</h2>
<p>The chosen lead goes through an opportunity study of nine to twelve months: what exists, what is missing, what can pay its way. It concludes “go”, “no-go” or “pivot”. Then come the call for a holder, the feasibility study, the launch and, some day, the swarming to other places.</p>""",
                ),
                (
                    "question",
                    {
                        "question": "Do I need an account to read the challenges?",
                        "answer": "<p>No. All that is published can be read without one. An account serves to propose a challenge and to contribute.</p>",
                    },
                ),
                (
                    "question",
                    {
                        "question": "Who may propose a challenge?",
                        "answer": "<p>Anyone, for themself or for an organisation: association, company, local authority, group of residents.</p>",
                    },
                ),
                (
                    "question",
                    {
                        "question": "Is my idea still mine?",
                        "answer": "<p>An idea published here is given to the challenge: anyone may build on it. If you would like to carry it, say so in your contribution.</p>",
                    },
                ),
                (
                    "question",
                    {
                        "question": "What if my challenge is not chosen?",
                        "answer": "<p>You receive the reasons in writing, and the team can help you to word it again.</p>",
                    },
                ),
            ],
        },
    },
    {
        "key": "charter",
        "purpose": "charter",
        "fr": {
            "title": "Charte des contributions",
            "slug": "charte",
            "lead": "Quelques règles simples pour que la discussion soit utile et agréable à lire.",
            "body": [
                (
                    "text",
                    """<h2>Ce que nous aimons lire</h2>
<ul><li>Des textes <b>concrets</b> : qui, où, combien, combien de temps.</li><li>Des <b>réussites et des échecs</b>, avec leurs raisons.</li><li>Des réponses qui prolongent l’idée d’une autre personne.</li></ul>
<h2>Ce qui n’est pas publié</h2>
<ol><li>Ce qui ne répond pas au défi.</li><li>Ce qui manque de respect à des personnes.</li><li>Ce que la loi interdit.</li><li>Ce qui livre des données personnelles, les vôtres comprises.</li><li>La publicité.</li><li>Ce qui répète une contribution déjà publiée.</li></ol>
<h2>Comment nous décidons</h2>
<p>Un modérateur lit chaque contribution avant sa parution. S’il la refuse ou la retire, vous recevez la règle appliquée et la raison, rédigée pour vous. Vous pouvez demander que la décision soit revue par une autre personne.</p>
<h2>Signaler</h2>
<p>Un texte publié vous paraît contraire à ces règles ? Écrivez-nous avec l’adresse de la page, le passage concerné et la raison. Nous ne communiquons jamais votre nom à l’auteur.</p>""",
                ),
            ],
        },
        "en": {
            "title": "Charter of contributions",
            "slug": "charter",
            "lead": "A few simple rules to keep the discussion useful and pleasant to read.",
            "body": [
                (
                    "text",
                    """<h2>What we love to read</h2>
<ul><li><b>Concrete</b> texts: who, where, how much, how long.</li><li><b>Successes and failures</b>, with their reasons.</li><li>Replies that take somebody else’s idea further.</li></ul>
<h2>What is not published</h2>
<ol><li>What does not answer the challenge.</li><li>What lacks respect for persons.</li><li>What is unlawful.</li><li>What gives away personal data, your own included.</li><li>Advertising.</li><li>What repeats a published contribution.</li></ol>
<h2>How we decide</h2>
<p>A moderator reads each contribution before it appears. If it is refused or removed, you receive the rule and the reason, written for you. You may ask that another person look at the decision again.</p>
<h2>Report a text</h2>
<p>Does a published text seem to break these rules? Write to us with the address of the page, the passage and the reason. We never tell the author who you are.</p>""",
                ),
            ],
        },
    },
    {
        "key": "legal",
        "purpose": "legal",
        "fr": {
            "title": "Mentions légales",
            "slug": "mentions-legales",
            "lead": "Qui publie ce site, qui l’héberge, à qui s’adresser.",
            "body": [
                (
                    "text",
                    """<h2>Éditeur</h2><p>Ce site de démonstration est publié à titre d’illustration. Une structure qui l’utilise écrit ici son nom, sa forme juridique, son adresse, son numéro d’identification et le nom de la personne responsable de la publication.</p>
<h2>Hébergement</h2><p>Nom, adresse et téléphone de l’hébergeur.</p>
<h2>Point de contact</h2><p>Pour toute question, un signalement ou une demande des autorités : <b>bonjour@example.org</b>, en français ou en anglais.</p>
<h2>Contenus</h2><p>Les textes et les dessins ont été créés pour la démonstration. Aucun logo n’est reproduit. Les structures réelles sont citées pour des faits publics et n’ont pas participé à la rédaction.</p>""",
                ),
            ],
        },
        "en": {
            "title": "Legal notice",
            "slug": "legal-notice",
            "lead": "Who publishes this site, who hosts it, whom to write to.",
            "body": [
                (
                    "text",
                    """<h2>Publisher</h2><p>This demonstration site is published as an illustration. An organisation that uses it writes here its name, legal form, address, registration number and the person responsible for publication.</p>
<h2>Hosting</h2><p>Name, address and telephone of the host.</p>
<h2>Contact point</h2><p>For any question, report or request of an authority: <b>bonjour@example.org</b>, in French or English.</p>
<h2>Contents</h2><p>Texts and drawings were made for the demonstration. No logo is shown. Real organisations are named for public facts and took no part in the writing.</p>""",
                ),
            ],
        },
    },
    {
        "key": "privacy",
        "purpose": "privacy",
        "fr": {
            "title": "Données personnelles",
            "slug": "donnees-personnelles",
            "lead": "Ce que nous gardons, pourquoi, combien de temps, et vos droits.",
            "body": [
                (
                    "text",
                    """<h2>Ce que nous gardons</h2><ul><li>Votre <b>compte</b> : nom, prénom, adresse électronique.</li><li>Vos <b>contributions</b> et leur suivi.</li><li>Si vous proposez un défi, un <b>contact</b> que seule l’équipe peut lire.</li></ul>
<h2>Ce que nous ne faisons pas</h2><p>Aucune publicité, aucun service extérieur, aucun cookie avant que vous vous connectiez.</p>
<h2>Vos droits</h2><p>Vous pouvez demander à voir vos données, à les corriger, à les emporter ou à les effacer : écrivez à <b>bonjour@example.org</b>. Si la réponse ne vous convient pas, vous pouvez saisir la CNIL.</p>""",
                ),
            ],
        },
        "en": {
            "title": "Personal data",
            "slug": "personal-data",
            "lead": "What we keep, why, for how long, and your rights.",
            "body": [
                (
                    "text",
                    """<h2>What we keep</h2><ul><li>Your <b>account</b>: first and last name, e-mail address.</li><li>Your <b>contributions</b> and what became of them.</li><li>If you propose a challenge, a <b>contact</b> that only the team can read.</li></ul>
<h2>What we do not do</h2><p>No advertising, no outside service, no cookie before you log in.</p>
<h2>Your rights</h2><p>You may ask to see, correct, take away or erase your data: write to <b>bonjour@example.org</b>. If the answer does not satisfy you, you may turn to the French data protection authority (CNIL).</p>""",
                ),
            ],
        },
    },
    {
        "key": "accessibility",
        "purpose": "accessibility",
        "fr": {
            "title": "Accessibilité",
            "slug": "accessibilite",
            "lead": "Ce site veut être lu, entendu et utilisé par toutes et tous.",
            "body": [
                (
                    "text",
                    """<h2>État de conformité</h2><p>Ce site d’illustration n’a pas encore fait l’objet d’un audit selon le RGAA 4.1. Des vérifications automatiques sont faites à chaque changement ; elles ne trouvent qu’une partie des défauts, et ne valent pas déclaration de conformité.</p>
<h2>Ce que nous faisons</h2><ul><li>Tout fonctionne au <b>clavier</b> et sans JavaScript.</li><li>Une <b>liste</b> accompagne chaque carte.</li><li>Les formulaires disent ce qui ne va pas, à côté du champ, et gardent ce que vous avez écrit.</li></ul>
<h2>Un défaut, une difficulté ?</h2><p>Écrivez à <b>bonjour@example.org</b> : nous répondrons et, si besoin, nous vous enverrons le contenu sous une autre forme. Sans réponse satisfaisante, vous pouvez vous adresser au Défenseur des droits.</p>""",
                ),
            ],
        },
        "en": {
            "title": "Accessibility",
            "slug": "accessibility",
            "lead": "This site wants to be read, heard and used by everyone.",
            "body": [
                (
                    "text",
                    """<h2>Conformance</h2><p>This demonstration site has not been audited against RGAA 4.1 yet. Automated checks run at each change; they find only part of the defects and are no declaration of conformance.</p>
<h2>What we do</h2><ul><li>Everything works with the <b>keyboard</b> and without JavaScript.</li><li>A <b>list</b> stands beside every map.</li><li>Forms say what is wrong beside the field and keep what you typed.</li></ul>
<h2>A defect, a difficulty?</h2><p>Write to <b>bonjour@example.org</b>: we will answer and, if needed, send you the content in another form. Without a satisfying answer you may turn to the French Defender of Rights.</p>""",
                ),
            ],
        },
    },
    {
        "key": "contact",
        "purpose": "contact",
        "fr": {
            "title": "Nous écrire",
            "slug": "contact",
            "lead": "Une question, un doute, une envie : une personne vous répond.",
            "body": [
                (
                    "text",
                    """<p>Par courriel : <b>bonjour@example.org</b> (adresse d’illustration).</p><h2>Avant d’écrire</h2><ul><li>Pour <b>proposer un défi</b>, le formulaire vous guide pas à pas et garde vos brouillons.</li><li>Pour <b>suivre une proposition</b>, ouvrez votre espace.</li><li>Pour <b>signaler un texte</b>, donnez l’adresse de la page et la raison.</li></ul>""",
                ),
            ],
        },
        "en": {
            "title": "Write to us",
            "slug": "contact",
            "lead": "A question, a doubt, a wish: a person will answer.",
            "body": [
                (
                    "text",
                    """<p>By e-mail: <b>bonjour@example.org</b> (an illustrative address).</p><h2>Before you write</h2><ul><li>To <b>propose a challenge</b>, the form leads you step by step and keeps your drafts.</li><li>To <b>follow a proposal</b>, open your space.</li><li>To <b>report a text</b>, give the address of the page and the reason.</li></ul>""",
                ),
            ],
        },
    },
]
