"""Lists in one cell of EMA's tables: the same list is the same text, however it is written.

Since 2024 items are joined with `;`. Before, they were joined with `, `, which also stands inside names
(`Diabetes Mellitus, Type 2`; `Calves, newborn`; `Antibacterials for systemic use, `), so a comma parts two items only
where what follows can begin one. Lists are sets: items are sorted, and none is repeated.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from scrapers.text import as_list

MESH_QUALIFIERS = frozenset(
    re.split(
        r"\s*[|\n]\s*",
        """Actinic|Acute|Adult|Allergic|Ankylosing|Aplastic|Assisted|Atopic|Autoimmune|Autologous
        Autosomal Dominant|B-Cell|BCR-ABL Positive|Bacterial|Basal Cell|Biliary|Bone|Bone Tissue
        Bronchogenic|Cartilage|Castration-Resistant|Cerebrotendinous|Chronic
        Chronic Inflammatory Demyelinating|Chronic Obstructive|Circadian Rhythm|Congenital|Cutaneous
        Degenerative|Diffuse|Duchenne|Ebola|Emission-Computed|Endocrine|Erythropoietic|Essential
        Familial|Familial Partial|Familial Periodic|Female|Follicular|Generalized|Gouty|Haemophilus
        Hairy Cell|Hemolytic|Hepatic|Hepatocellular|Hereditary|Human|Hypertrophic|IGA|Idiopathic
        Immunologic|Inborn|Inborn Errors|Infantile|Infectious|Inherited|Internal|Interstitial
        Intrahepatic|Intraocular|Invasive|Iron-Deficiency|Japanese|Junctional|Juvenile
        Juvenile Rheumatoid|Kaposi|Large B-Cell|Leber|Lymphocytic|Lymphoid|Major|Malignant
        Mantle-Cell|Marginal Zone|Meningococcal|Merkel Cell|Metachromatic|Multidrug-Resistant
        Myelogenous|Myeloid|Myelomonocytic|Myoclonic|Nervous System|Newborn|Non-Hodgkin
        Non-Small-Cell Lung|Nonketotic|Obstructive|Open-Angle|Oral|Overactive|Papulosquamous
        Paroxysmal|Partial|Passive|Patent|Perennial|Periodontal|Physiological|Pigmented Villonodular
        Pituitary|Plasma Cell|Postcoital|Postmenopausal|Postoperative|Premature|Primary
        Promyelocytic|Pseudomembranous|Psoriatic|Psychological|Pulmonary|Relapsing-Remitting
        Renal Cell|Renal Tubular|Replacement|Rheumatoid|Seasonal|Secondary|Sickle Cell|Single-Photon
        Spinal|Squamous Cell|Stress|Surgical|Systemic|Systolic|T-Cell|Thrombocytopenic
        Thrombotic Thrombocytopenic|Transient|Transitional Cell|Type 1|Type 2|Type C|Ulcerative
        Unstable|Urge|Ventilator-Associated|X-Linked Dominant|X-Ray Computed""",
    )
)
"""Second halves of inverted MeSH headings (`Arthritis, Rheumatoid`): none of them is a heading of its own.

Source: Medical Subject Headings, National Library of Medicine; those that the tables of 2018 to 2022 need.
"""

QUALIFIER = re.compile(
    r"(?:adsorbed|attenuated|inactivated|live|liposomal|micronised|oral|recombinant|semen|swine"
    r"|containing|encoding|expressing|extraction|serotype|strain|type|and)\b"
)
"""What begins so qualifies the substance before it (`poliovirus, inactivated`) and is no substance itself."""

VACCINE = re.compile(r"vaccin|serotype|group A, C", re.IGNORECASE)
"""Names of vaccines are sentences with commas of their own (`measles, mumps and rubella vaccine (live)`)."""


@lru_cache(maxsize=4096)
def by_semicolon(text: str) -> str:
    """The items of a cell whose mark is `;`."""
    return "; ".join(sorted_items(text))


def sorted_items(text: str, separator: str = ";") -> tuple[str, ...]:
    """The items of a cell, one by one."""
    return _sorted(as_list(text, separator))


@lru_cache(maxsize=4096)
def by_any_mark(text: str) -> str:
    """The items of a cell in which no item holds a capitalised comma: codes and species, in either mark."""
    return _joined(_parts(text.replace(";", ","), lambda part: part[0].islower()))


@lru_cache(maxsize=4096)
def headings(text: str) -> str:
    """Older therapeutic areas: MeSH headings, joined with commas until 2020."""
    return by_semicolon(text) if ";" in text else _joined(_parts(text, MESH_QUALIFIERS.__contains__))


@lru_cache(maxsize=4096)
def groups(text: str) -> str:
    """Older pharmacotherapeutic groups: an item begins with a capital (`Angiotensin II antagonists, plain`)."""
    return by_semicolon(text) if ";" in text else _joined(_parts(text, lambda part: part[0].islower()))


@lru_cache(maxsize=4096)
def substances(text: str) -> str:
    """Older substances: until 2020 some were joined with a stroke between blanks."""
    return by_semicolon(text) if ";" in text else _joined(_parts(text.replace(" / ", ", "), _qualifies))


@lru_cache(maxsize=4096)
def common_names(text: str) -> str:
    """Older common names: as substances, but the name of a vaccine is one item."""
    return by_semicolon(text) if VACCINE.search(text) else substances(text)


def _qualifies(part: str) -> bool:
    return bool(QUALIFIER.match(part))


def _parts(text: str, belongs_to_previous: Callable[[str], bool]) -> list[str]:
    """The items between commas outside brackets, each with the parts that belong to it."""
    items: list[str] = []
    for part in _outside_brackets(text):
        if items and belongs_to_previous(part):
            items[-1] = f"{items[-1]}, {part}"
        else:
            items.append(part)
    return items


def _outside_brackets(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for position, mark in enumerate(text):
        if mark in "([":
            depth += 1
        elif mark in ")]":
            depth -= 1
        elif mark == "," and depth <= 0:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _joined(items: list[str]) -> str:
    return "; ".join(_sorted(items))


def _sorted(items: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(items), key=lambda item: (item.casefold(), item)))
