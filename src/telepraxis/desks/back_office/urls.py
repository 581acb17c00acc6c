"""Pages of the set-up guide."""

from django.urls import path

from .views import bookable, guide, organization, people, texts

app_name = "back_office"
urlpatterns = [
    path("setup/", guide.guide, name="guide"),
    path("setup/finish/", guide.finish, name="finish"),
    path("setup/practice/", organization.organization, name="organization"),
    path("setup/sites/", organization.all_sites, name="sites"),
    path("setup/sites/<uuid:site>/", organization.one_site, name="site"),
    path("setup/sites/<uuid:site>/close/", organization.close_site, name="close_site"),
    path("setup/practitioners/", people.practitioners, name="practitioners"),
    path("setup/practitioners/<uuid:practitioner>/", people.practitioner, name="practitioner"),
    path("setup/practitioners/<uuid:practitioner>/licences/", people.add_licence, name="add_licence"),
    path(
        "setup/practitioners/<uuid:practitioner>/licences/<uuid:licence>/withdraw/",
        people.withdraw_licence,
        name="withdraw_licence",
    ),
    path("setup/practitioners/<uuid:practitioner>/let-go/", people.let_go, name="let_go"),
    path("setup/people/", people.colleagues, name="people"),
    path("setup/people/<uuid:member>/", people.colleague, name="colleague"),
    path("setup/people/<uuid:member>/invite/", people.invite_again, name="invite_again"),
    path("setup/people/<uuid:member>/reset/", people.reset_sign_in, name="reset_sign_in"),
    path("setup/people/<uuid:member>/end/", people.end_colleague, name="end_colleague"),
    path("setup/services/", bookable.services, name="services"),
    path("setup/services/<uuid:service>/", bookable.service, name="service"),
    path("setup/services/<uuid:service>/retire/", bookable.retire_service, name="retire_service"),
    path("setup/hours/", bookable.all_hours, name="hours"),
    path("setup/hours/<uuid:practitioner>/", bookable.week, name="week"),
    path("setup/consent-texts/", texts.texts, name="texts"),
    path("setup/consent-texts/<uuid:text>/", texts.text, name="text"),
    path("setup/emergency-numbers/", organization.numbers, name="numbers"),
]
