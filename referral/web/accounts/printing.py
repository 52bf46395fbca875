"""The library's views, printed as our pages: it names a page and hands over what it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user  # type: ignore[import-untyped]

from referral.domain.errors import Problem
from referral.present.problems import problem_text
from referral.present.translate import translator
from referral.web.accounts.factors import MIN_PASSWORD
from referral.web.accounts.pages import (
    AgainPage,
    CodePage,
    FactorPage,
    FormPage,
    PasswordPage,
    RecoveryCodesPage,
    RecoveryPage,
    SignInPage,
    problems_in,
    title,
)
from referral.web.locale import current_language
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.words import gettext

Context = Mapping[str, Any]


def print_page(name: str, **context: Any) -> ResponseReturnValue:
    """The page that the library calls by a name, 422 where something is to be mended."""
    page = PAGES[name](context)
    return render(page), 422 if page.problems else 200


def _problems(form: Any) -> tuple[FieldProblem, ...]:
    return problems_in(form) if request.method == "POST" else ()


def _sign_in(context: Context) -> FormPage:
    form = context["login_user_form"]
    return SignInPage(
        title=title(gettext("sign in")),
        form=form,
        problems=_problems(form),
        next=str(form.next.data or ""),
    )


def _again(context: Context) -> FormPage:
    form = context["verify_form"]
    return AgainPage(
        title=title(gettext("password")),
        email=current_user.email,
        form=form,
        problems=_problems(form),
        next=str(form.next.data or ""),
    )


def _code(context: Context) -> FormPage:
    form = context["two_factor_verify_code_form"]
    return CodePage(
        title=title(gettext("code")),
        form=form,
        problems=_problems(form),
        next=request.values.get("next", ""),
        first=session.get("tf_state") == "validating_profile",
    )


def _recovery(context: Context) -> FormPage:
    form = context["mf_recovery_form"]
    return RecoveryPage(title=title(gettext("code")), form=form, problems=_problems(form))


def _password(context: Context) -> FormPage:
    form = context["change_password_form"]
    return PasswordPage(
        title=title(gettext("password")),
        email=current_user.email,
        form=form,
        problems=_problems(form),
        least=MIN_PASSWORD,
    )


def _factor(context: Context) -> FormPage:
    form, token = context["two_factor_setup_form"], context["state_token"]
    if token:
        validate = url_for("security.two_factor_setup_validate", token=token)
    else:  # while signing in, the secret waits in the session
        validate = url_for("security.two_factor_token_validation")
    return FactorPage(
        title=title(gettext("authenticator")),
        form=form,
        problems=_problems(form),
        code_form=context["two_factor_verify_code_form"],
        required=form.user.check_tf_required_setup(),
        active=form.user.tf_primary_method is not None,
        picture=context.get("authr_qrcode"),
        key=context.get("authr_key"),
        validate=validate,
    )


def _recovery_codes(context: Context) -> FormPage:
    form = context["mf_recovery_codes_form"]
    return RecoveryCodesPage(
        title=title(gettext("codes")),
        form=form,
        problems=_problems(form),
        codes=tuple(context["recovery_codes"]),
        left=len(current_user.mf_recovery_codes),
    )


PAGES: Mapping[str, Callable[[Context], FormPage]] = {
    "sign_in": _sign_in,
    "again": _again,
    "code": _code,
    "recovery": _recovery,
    "password": _password,
    "factor": _factor,
    "recovery_codes": _recovery_codes,
}


def problems_of(problems: Iterable[Problem]) -> tuple[FieldProblem, ...]:
    """A use case's problems, each beside its field."""
    words = translator(current_language())
    return tuple(FieldProblem(one.path or None, problem_text(one, words)) for one in problems)
