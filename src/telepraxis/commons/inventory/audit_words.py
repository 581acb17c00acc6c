from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

# Stock is about no patient: what is said to patients stands here for completeness and is never shown to one.
for code, office, patient in (
    ("place_kept", _("Changed a place of the stock"), _("{who} changed a place of the stock")),
    ("place_closed", _("Closed a place of the stock"), _("{who} closed a place of the stock")),
    ("item_kept", _("Changed an item of the stock"), _("{who} changed an item of the stock")),
    ("item_retired", _("Took an item off the stock list"), _("{who} took an item off the stock list")),
    ("pack_kept", _("Changed a pack of an item"), _("{who} changed a pack of an item")),
    ("priced", _("Set a price"), _("{who} set a price")),
    ("receipt", _("Received stock"), _("{who} received stock")),
    ("issue", _("Issued stock"), _("{who} issued stock")),
    ("return", _("Took stock back"), _("{who} took stock back")),
    ("put_back", _("Judged returned stock fit"), _("{who} judged returned stock fit")),
    ("destruction", _("Destroyed stock before a witness"), _("{who} destroyed stock before a witness")),
    ("transfer", _("Moved stock to another place"), _("{who} moved stock to another place")),
    ("count", _("Posted the differences of a count"), _("{who} posted the differences of a count")),
    ("count_begun", _("Began to count a place"), _("{who} began to count a place")),
    ("count_entered", _("Entered what was counted"), _("{who} entered what was counted")),
    ("count_finished", _("Finished a count"), _("{who} finished a count")),
    ("count_dropped", _("Dropped a count"), _("{who} dropped a count")),
    ("hold", _("Held recalled stock"), _("{who} held recalled stock")),
    ("recalled", _("Recalled a lot"), _("{who} recalled a lot")),
    ("quarantined", _("Put a lot in quarantine"), _("{who} put a lot in quarantine")),
    ("lifted", _("Ended the quarantine of a lot"), _("{who} ended the quarantine of a lot")),
    ("reserved", _("Reserved stock"), _("{who} reserved stock")),
    ("released", _("Released reserved stock"), _("{who} released reserved stock")),
    ("reservation_expired", _("A reservation ran out"), _("{who} ended a reservation that ran out")),
    ("reservation_broken", _("A reservation lost its stock"), _("{who} ended a reservation that lost its stock")),
    ("brought", _("Brought a file of stock and prices"), _("{who} brought a file of stock and prices")),
    ("imported", _("Took over a file of stock and prices"), _("{who} took over a file of stock and prices")),
    ("exported", _("Saved stock and prices as a file"), _("{who} saved stock and prices as a file")),
    ("looked", _("Looked at the stock"), _("{who} looked at the stock")),
):
    sentence(f"inventory.{code}", office=office, patient=patient)
