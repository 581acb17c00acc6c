from django.urls import path

from . import views

app_name = "mailbox"
urlpatterns = [
    path("messages/<slug:slug>/", views.door, name="door"),
    path("setup/messages/", views.partners_page, name="partners"),
    path("setup/messages/enquiries/", views.enquire, name="enquire"),
    path("setup/messages/enquiries/<uuid:enquiry_id>/", views.decide, name="decide"),
    path("setup/messages/partners/<uuid:partner_id>/", views.block_or_not, name="block"),
    path("setup/messages/failed/<uuid:message_id>/", views.send_again, name="send_again"),
]
