"""Pages of paper: the tray, sending, arranging, confirming."""

from django.urls import path

from .views import arranging, confirming, pictures, sending, tray

app_name = "scanning"
urlpatterns = [
    path("paper/", tray.tray, name="tray"),
    path("paper/send/", sending.send, name="send"),
    path("paper/stacks/<uuid:stack_id>/", arranging.stack, name="stack"),
    path("paper/stacks/<uuid:stack_id>/add/", sending.add, name="add"),
    path("paper/stacks/<uuid:stack_id>/complete/", sending.complete, name="complete"),
    path("paper/stacks/<uuid:stack_id>/take-on/", arranging.take_on, name="take_on"),
    path("paper/sheets/<uuid:sheet_id>/again/", sending.again, name="again"),
    path("paper/sheets/<uuid:sheet_id>/turn/", arranging.turn, name="turn"),
    path("paper/sheets/<uuid:sheet_id>/cut/", arranging.cut, name="cut"),
    path("paper/sheets/<uuid:sheet_id>/move/", arranging.move, name="move"),
    path("paper/sheets/<uuid:sheet_id>/aside/", arranging.aside, name="aside"),
    path("paper/sheets/<uuid:sheet_id>/picture/", pictures.picture, name="picture"),
    path("paper/sheets/<uuid:sheet_id>/small/", pictures.small, name="small"),
    path("paper/originals/<uuid:original_id>/", pictures.original, name="original"),
    path("paper/filed/<uuid:reference_id>/", confirming.filed, name="filed"),
    path("paper/<uuid:paper_id>/", confirming.paper, name="paper"),
    path("paper/<uuid:paper_id>/people/", confirming.people, name="people"),
    path("paper/<uuid:paper_id>/agreement/", confirming.agreement, name="agreement"),
    path("paper/<uuid:paper_id>/join/", arranging.join, name="join"),
    path("paper/<uuid:paper_id>/throw-away/", confirming.throw_away, name="throw_away"),
    path("paper/<uuid:paper_id>/values/", confirming.values, name="values"),
    path("paper/<uuid:paper_id>/take-out/", confirming.take_out, name="take_out"),
]
