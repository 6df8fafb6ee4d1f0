"""What people fill in, and what is checked before anything is done with it."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from pipelines.portal.models import Invitation, Person, Role

LETTERS = {"autocomplete": "off"}


class Invite(forms.Form):
    """Whom to invite, as what."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs=LETTERS))
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs=LETTERS))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    agency = forms.ChoiceField(label=_("Agency (of a data officer only)"), required=False)
    steward = forms.ChoiceField(label=_("Key (of a steward only), as it is called in safecount.toml"), required=False)

    def __init__(self, agencies: dict[str, str], stewards: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", _("none")), *agencies.items()]  # type: ignore[attr-defined]
        self.fields["steward"].choices = [("", _("none")), *((name, name) for name in stewards)]  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if Person.objects.filter(email=email).exists():
            raise forms.ValidationError(_("There is an account with this address already."))
        return email

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if (said.get("role") == Role.AGENCY) != bool(said.get("agency")):
            raise forms.ValidationError(_("A data officer belongs to an agency, and nobody else does."))
        if said.get("steward") and said.get("role") != Role.STEWARD:
            raise forms.ValidationError(_("Only a steward has a key."))
        return said


class Join(forms.Form):
    """The password that goes with a new account, twice."""

    password1 = forms.CharField(
        label=_("Password, 12 letters or more"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("The same again"), strip=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("password1") != said.get("password2"):
            raise forms.ValidationError(_("The two are not the same."))
        if said.get("password1"):
            validate_password(said["password1"], Person(email=self.invitation.email, name=self.invitation.name))
        return said
