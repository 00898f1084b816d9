"""What a cadence rule is called."""

from drillhub.core.i18n import _, current_language
from drillhub.programme.cadence import CadenceRule


def rule_name(rule: CadenceRule) -> str:
    """The rule in the current language, with the type that this part of it counts and its site."""
    name = rule.name(current_language())
    if rule.part is not None:
        name = _("%(rule)s・%(kind)s", rule=name, kind=rule.part.label)
    return _("%(rule)s %(site)s", rule=name, site=rule.site) if rule.site else name
