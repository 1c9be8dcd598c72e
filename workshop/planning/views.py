"""All of the organiser's set-up pages hang on one blueprint."""

from workshop.planning import (
    agencies,
    agency_list,
    agency_merge,
    agency_typed,
    agenda,
    attributes,
    day,
    groups,
    home,
    questions,
    roles,
    seniority,
    settings,
    strategies,
    team,
)
from workshop.planning.blueprint import bp

PAGES = (
    agencies, agency_list, agency_merge, agency_typed, agenda, attributes, day, groups, home,
    questions, roles, seniority, settings, strategies, team,
)  # fmt: skip
blueprints = (bp, home.start)
