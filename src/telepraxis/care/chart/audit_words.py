from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("note.draft_saved", office=_("Wrote in a note"), patient=_("{who} wrote in the note of your visit"))
sentence("note.set_aside", office=_("Set a note draft aside"), patient=_("{who} set a draft of your note aside"))
sentence("note.signed", office=_("Signed a note"), patient=_("{who} signed the note of your visit"))
sentence("addendum.signed", office=_("Added to a signed note"), patient=_("{who} added to the note of your visit"))
sentence(
    "note.carried_forward",
    office=_("Copied from an earlier note"),
    patient=_("{who} copied from an earlier note into the note of your visit"),
)
sentence("summary.signed", office=_("Signed a summary"), patient=_("{who} signed the summary of your visit"))
sentence("summary.written", office=_("Wrote a visit summary"), patient=_("{who} wrote the summary of your visit"))
sentence("summary.read", office=_("Read a visit summary"), patient=_("{who} read the summary of your visit"))
sentence("note.read", office=_("Read a note"), patient=_("{who} read the note of your visit"))
sentence("visits.read", office=_("Looked at the list of visits"), patient=_("{who} looked at the list of your visits"))
sentence("note.imported", office=_("Brought notes over from another system"))
sentence("phrase.kept", office=_("Kept a template or phrase"))
sentence("phrase.retired", office=_("Took a template or phrase out of use"))
sentence("phrase.pack_taken_in", office=_("Took in a pack of templates and phrases"))
sentence(
    "note.countersigned", office=_("Countersigned a note"), patient=_("{who} countersigned the note of your visit")
)
sentence("note.returned", office=_("Returned a note"), patient=_("{who} returned the note of your visit to its author"))
sentence("note.supervision_set", office=_("Said whose notes need countersigning"))
sentence("revision.signed", office=_("Signed a changed note"), patient=_("{who} changed the note of your visit"))
sentence("phrase.starred", office=_("Made a template or phrase a favourite"))
sentence("phrase.unstarred", office=_("Took a template or phrase out of the favourites"))
sentence(
    "note.words_put_in",
    office=_("Put prepared words into a note"),
    patient=_("{who} used prepared words in the note of your visit"),
)
