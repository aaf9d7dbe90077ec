"""Draws the pictures of the demo: flat shapes in the colours of the site, no photograph, no borrowed work.

``draw(slug)`` gives the PNG of one subject; ``python -m demo.pictures FOLDER`` writes them all.
Every subject is a function that paints on a ``Canvas`` of 1600 × 1000 units; it is drawn larger
and then reduced, which smooths its edges.
"""

from demo.pictures.canvas import PAPER, ROSE, SUN_PALE, TEAL_PALE, VERMILION, Canvas
from demo.pictures.food import (
    chapito_resto_et_cie,
    commerce_et_ess_belle_de_mai,
    cuisine_professionnelle_partagee,
    kiosque_paysan,
    logistique_des_producteurs,
    restauration_economie_circulaire,
    se_nourrir_a_la_belle_de_mai,
)
from demo.pictures.lives import (
    conciergerie_senior,
    labo_habitat_inclusif,
    mobilite_des_aines_loire_atlantique,
    mobilite_des_jeunes,
    residence_chene_des_anglais,
    soutien_aux_aidants,
)
from demo.pictures.places import (
    conciergerie_ampere,
    fabrique,
    pole_economique_morandat,
    pole_ess_bottiere_pin_sec,
    rouvrir_un_rez_de_chaussee,
    vingt_six_fk,
)
from demo.pictures.resources import (
    collectif_3r,
    dechets_de_la_friche,
    eau_potable_a_la_friche,
    laverie_des_collines,
    princess,
    reflex,
    soleil_en_commun,
    vert_uose_by_uzel,
)

#: subject: (painter, background)
SUBJECTS = {
    "fabrique": (fabrique, "#f9e3c0"),
    "restauration-economie-circulaire": (restauration_economie_circulaire, TEAL_PALE),
    "dechets-de-la-friche": (dechets_de_la_friche, PAPER),
    "eau-potable-a-la-friche": (eau_potable_a_la_friche, ROSE),
    "commerce-et-ess-belle-de-mai": (commerce_et_ess_belle_de_mai, PAPER),
    "se-nourrir-a-la-belle-de-mai": (se_nourrir_a_la_belle_de_mai, VERMILION),
    "logistique-des-producteurs": (logistique_des_producteurs, SUN_PALE),
    "mobilite-des-jeunes": (mobilite_des_jeunes, PAPER),
    "mobilite-des-aines-loire-atlantique": (mobilite_des_aines_loire_atlantique, TEAL_PALE),
    "rouvrir-un-rez-de-chaussee": (rouvrir_un_rez_de_chaussee, SUN_PALE),
    "soleil-en-commun": (soleil_en_commun, TEAL_PALE),
    "pole-economique-morandat": (pole_economique_morandat, PAPER),
    "soutien-aux-aidants": (soutien_aux_aidants, TEAL_PALE),
    "conciergerie-senior": (conciergerie_senior, PAPER),
    "vert-uose-by-uzel": (vert_uose_by_uzel, PAPER),
    "princess": (princess, ROSE),
    "reflex": (reflex, PAPER),
    "collectif-3r": (collectif_3r, SUN_PALE),
    "labo-habitat-inclusif": (labo_habitat_inclusif, TEAL_PALE),
    "cuisine-professionnelle-partagee": (cuisine_professionnelle_partagee, ROSE),
    "kiosque-paysan": (kiosque_paysan, SUN_PALE),
    "pole-ess-bottiere-pin-sec": (pole_ess_bottiere_pin_sec, TEAL_PALE),
    "residence-chene-des-anglais": (residence_chene_des_anglais, PAPER),
    "conciergerie-ampere": (conciergerie_ampere, ROSE),
    "26fk": (vingt_six_fk, PAPER),
    "chapito-resto-et-cie": (chapito_resto_et_cie, SUN_PALE),
    "laverie-des-collines": (laverie_des_collines, TEAL_PALE),
}


def draw(slug):
    """The PNG of a subject. Raises ``KeyError`` for a slug without a picture."""
    painter, background = SUBJECTS[slug]
    canvas = Canvas(background)
    painter(canvas)
    return canvas.png()
