"""The component page, in development alone: every macro of the design in its states, to look at and to check."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from drillhub.core.pagination import Page
from drillhub.web.doors import public
from drillhub.web.forms import Form, required

bp = Blueprint("development", __name__)


class SampleForm(Form):
    name = StringField("名前", [required()])
    site = SelectField("拠点", choices=[SelectChoice("1", "本社"), SelectChoice("2", "第一工場")])
    kind = RadioField("種類", choices=[SelectChoice("good", "良い点"), SelectChoice("fix", "直す点")], default="fix")
    text = TextAreaField("内容")
    agreed = BooleanField("確かめました")

    class Meta(Form.Meta):
        csrf = False


@bp.get("/components")
@public
def components() -> ResponseReturnValue:
    refused: FlaskForm = SampleForm(formdata=None)
    refused.name.errors = ["入力してください。"]
    return render_template(
        "development/components.html",
        form=SampleForm(formdata=None, prefix="plain-"),
        refused=refused,
        page=Page(items=(), total=120, number=2, size=50),
    )
