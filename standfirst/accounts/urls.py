"""Addresses of sign-in and account; allauth finds its own pages by the names it knows them by."""

from allauth.socialaccount.views import login_cancelled, login_error
from allauth.urls import build_provider_urlpatterns
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from standfirst.lib.access import anyone

from .houses import house_addresses
from .views import account, data, own_password, sign_in, ways_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", account.account, name="account"),
    path("", account.account, name="mfa_index"),
    path("", account.account, name="mfa_list_webauthn"),
    path("name/", account.name, name="account_name"),
    path("mail/", account.mail_address, name="account_email"),
    path("password/", own_password.change, name="account_new_password"),
    path("mail/code/", account.mail_code, name="account_mail_code"),
    path("data/", data.data, name="account_data"),
    path("data/export/", data.export, name="account_export"),
    path("data/erase/", data.erase, name="account_erase"),
    path("data/erased/", data.erased, name="account_erased"),
    path("closed/", account.closed, name="account_inactive"),
    path("sign-out/", account.sign_out, name="account_logout"),
    path("sign-out/everywhere/", account.sign_out_everywhere, name="account_logout_everywhere"),
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/code/", sign_in.code, name="account_code"),
    path("sign-in/password/", sign_in.password, name="account_password"),
    path("sign-in/passkey/", sign_in.passkey, name="mfa_login_webauthn"),
    path("sign-in/second-step/", ways_in.ask_second_step, name="mfa_authenticate"),
    path("sign-in/again/", ways_in.again, name="account_again"),
    path("second-step/", ways_in.second_step, name="account_second_step"),
    path("passkeys/add/", ways_in.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", ways_in.remove_passkey, name="mfa_remove_webauthn"),
    path("app/add/", ways_in.add_app, name="mfa_activate_totp"),
    path("app/remove/", ways_in.remove_app, name="mfa_deactivate_totp"),
    path("recovery-codes/", ways_in.recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", ways_in.new_recovery_codes, name="mfa_generate_recovery_codes"),
]

if settings.SIGN_IN_WITH:
    urlpatterns += [
        path("houses/cancelled/", anyone(login_cancelled), name="socialaccount_login_cancelled"),
        path("houses/error/", anyone(login_error), name="socialaccount_login_error"),
        path("houses/", include(house_addresses(build_provider_urlpatterns()))),
    ]
