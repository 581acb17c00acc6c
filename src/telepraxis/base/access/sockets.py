"""The door of every socket: the same rules as for pages."""

from .rules import Rule


def socket(rule: Rule):
    """State the rule of a consumer class. The consumer asks it in `admit()` before it accepts."""

    def decorate(consumer):
        consumer.access_rule = rule
        return consumer

    return decorate
