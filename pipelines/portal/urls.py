"""Every address of the portal. What is not here is not there."""

from allauth.account import views as account
from django.conf import settings
from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from pipelines.portal.views import agency, entrance, parts, people, programs, published, sending, steward


class Word(StringConverter):
    """A name as agreements have them: small letters, digits, underscores."""

    regex = "[a-z0-9_]{1,60}"


class QuarterName(StringConverter):
    regex = "[0-9]{4}-Q[1-4]"


class Publication(StringConverter):
    regex = "[0-9]{4}-Q[1-4]-v[0-9]{1,4}"


class Submission(StringConverter):
    """Also of a receipt, which may have a version."""

    regex = r"[a-z0-9_]{1,60}\.[a-z0-9_]{1,60}\.[0-9]{4}-Q[1-4]\.(?:[0-9]{3,6}|r[0-9]{1,3})(?:\.v[0-9]{1,5})?"


class Blank(StringConverter):
    regex = "csv|xlsx"


class Paper(StringConverter):
    regex = "json|html"


class Token(StringConverter):
    regex = "[A-Za-z0-9_-]{43}"


class Script(StringConverter):
    regex = "waiting|sending"


class Change(StringConverter):
    regex = "close|open|reset"


for kind in (Word, QuarterName, Publication, Submission, Blank, Paper, Token, Script, Change):
    register_converter(kind, kind.__name__.lower())

urlpatterns = [
    path("", entrance.home, name="home"),
    path("static/portal.css", entrance.style, name="style"),
    path("static/<script:name>.js", entrance.script, name="script"),
    path("static/<slug:part>/js/<slug:name>.js", entrance.passkey_script, name="passkey_script"),
    path("invitation/<token:token>/", entrance.invitation, name="invitation"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/signup/", account.signup, name="account_signup"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path("account/password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("account/password/reset/<slug:uidb36>-<str:key>/", account.password_reset_from_key, name="account_reset_password_from_key"),
    path("account/password/reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("account/second/", include("allauth.mfa.urls")),
    path("agency/", agency.due, name="due"),
    path("agency/blank/<word:extract>.<blank:kind>", agency.blank, name="blank"),
    path("agency/send/<word:extract>/<quartername:quarter>/", sending.send, name="send"),
    path("agency/send/<word:extract>/<quartername:quarter>/begin/", parts.begin, name="begin"),
    path("agency/send/part/<uuid:upload>/", parts.part, name="part"),
    path("agency/sent/<uuid:upload>/", sending.sent, name="sent"),
    path("agency/history/", agency.history, name="history"),
    path("agency/receipts/<submission:submission>/", agency.receipt, name="receipt"),
    path("agency/receipts/<submission:submission>/findings.xlsx", agency.findings, name="findings"),
    path("agency/receipts/<submission:submission>/confirm/", agency.confirm, name="confirm"),
    path("agency/receipts/<submission:submission>/retract/", agency.retract, name="retract"),
    path("agency/signed/<submission:name>.<paper:kind>", agency.receipt_file, name="receipt_file"),
    path("api/openapi.json", programs.description, name="program_description"),
    path("api/due", programs.due, name="program_due"),
    path("api/history", programs.history, name="program_history"),
    path("api/receipts/<submission:submission>", programs.receipt, name="program_receipt"),
    path("steward/", steward.calendar, name="calendar"),
    path("steward/remind/", steward.remind, name="remind"),
    path("steward/run/", steward.run, name="run"),
    path("steward/jobs/<uuid:job>/", steward.job, name="job"),
    path("steward/drafts/<publication:publication>/", steward.draft, name="draft"),
    path("steward/drafts/<publication:publication>/approve/", steward.approve, name="approve"),
    path("steward/drafts/<publication:publication>/publish/", steward.publish, name="publish"),
    path("steward/drafts/<publication:publication>/files/<path:path>", published.draft_file, name="draft_file"),
    path("steward/published/<publication:publication>/withdraw/", steward.withdraw, name="withdraw"),
    path("steward/people/", people.people, name="people"),
    path("steward/people/invite/", people.invite, name="invite"),
    path("steward/people/<int:person>/<change:what>/", people.change, name="change"),
    path("steward/books/", steward.books, name="books"),
    path("published/", published.publications, name="publications"),
    path("published/<publication:publication>/<path:path>", published.published_file, name="published_file"),
]
if settings.PORTAL.oidc:
    urlpatterns += [
        path("account/outside/", include("allauth.socialaccount.urls")),
        path("account/outside/", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]

handler400 = "pipelines.portal.front.misunderstood"
handler403 = "pipelines.portal.front.not_allowed"
handler404 = "pipelines.portal.front.not_found"
handler500 = "pipelines.portal.front.broken"
