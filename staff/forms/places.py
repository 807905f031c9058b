"""A place, and who answers for it."""

from unicodedata import normalize

from django import forms
from django.db.models import Q

from staff.actions.places import COUNTS
from staff.forms.lines import Form, ModelForm
from staff.forms.people import PersonField, managers_within_reach
from staff.forms.texts import clean_evidence
from staff.models import OrgUnit, Place, User
from staff.rules.places import market_of, market_words

KINDS = [("", "请选择"), *Place.Kind.choices]
NUMBERS = {"min_value": "不能小于 0。", "max_value": "最多 99,999,999。", "invalid": "请填整数，例如 412。"}
NO_DATE = {"invalid": "请写一个日期，例如 2026-06-30。"}
MOST = 99_999_999


class PlaceField(forms.CharField):
    """A place that `user` sees, typed by its number, or by its name where it is the only one of that name; None of nothing.

    `known` is the one that stands there already, whoever sees it.
    """

    user = known = None

    def __init__(self, **about):
        super().__init__(**{"label": "区域", "max_length": 60, "help_text": "区域号或名称"} | about)

    def clean(self, value):
        words = normalize("NFKC", super().clean(value)).strip()
        if not words or (self.known and words == self.known.code):
            return self.known if words else None
        seen = Place.objects.visible_to(self.user)
        found = list(seen.filter(code=words)[:1]) or list(seen.filter(name=words)[:2])
        if len(found) != 1:
            said = f"“{words}”有几处同名，请填区域号。" if found else f"没有“{words}”这个区域，请核对区域号或名称。"
            raise forms.ValidationError(said)
        return found[0]


class PlaceForm(ModelForm):
    """What a place is and where it lies. A new one gets its manager afterwards, on a page of its own."""

    use_required_attribute = False
    parent = forms.CharField(
        label="上级区域", required=False, max_length=20, help_text="填上级的区域号；最上面一级留空。"
    )
    market = forms.CharField(
        label="集日", required=False, max_length=30, help_text="如：农历逢三、八；公历逢五、十；没有就留空。"
    )

    class Meta:
        model = Place
        fields = ("code", "name", "kind", "unit", *COUNTS, "screened_on", "latitude", "longitude")
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("counted_on", "screened_on")
        }
        error_messages = {
            "code": {"required": "请填区域号。", "unique": "已有这个区域号，请换一个。"},
            "name": {"required": "请填名称。"},
            "kind": {"required": "请选类别。"},
            "unit": {"required": "请选负责机构。", "invalid_choice": "这个机构不在您的范围内，请另选。"},
            **dict.fromkeys(("counted_on", "screened_on"), NO_DATE),
        }
        help_texts = {
            "counted_on": "户数、人口、商户数是哪天的；只记总数，不记姓名。",
            "screened_on": "村里筛查过、可以入户走访的，填筛查的日期；没有就留空。",
            "latitude": "区域中心点，不是谁家的位置。",
        }

    field_order = ("code", "name", "kind", "parent", "unit")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs, auto_id="place_%s")
        self.user = user
        self.instance.validate_constraints = lambda exclude=None: None  # the action says it in Chinese
        self.fields["kind"].choices = KINDS
        self.fields["unit"].queryset = OrgUnit.objects.visible_to(user).order_by("path")
        self.fields["unit"].empty_label = "请选择"
        for name in ("households", "population", "merchants"):
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, required=False, min_value=0, max_value=MOST, error_messages=NUMBERS
            )
        place = self.instance
        self.initial |= {"parent": place.parent.code if place.parent else "", "market": market_words(place.market)}
        if place.pk:
            self.fields["code"].disabled = True

    def clean_name(self):
        return clean_evidence(self.cleaned_data["name"].strip(), 60)

    def clean_parent(self):
        """A place within reach, or of a unit above one's own: a town's county."""
        code = normalize("NFKC", self.cleaned_data["parent"]).strip()
        if not code:
            return None
        above = Q(unit__path__in=self.user.unit.lineage if self.user.unit else ())
        known = Q(pk__in=Place.objects.visible_to(self.user).values("pk"))
        found = Place.objects.filter(above | known, code=code).first()
        if found is None:
            raise forms.ValidationError(f"没有区域号是“{code}”的区域，请核对。", code="unknown")
        return found

    def clean_market(self):
        try:
            return market_of(self.cleaned_data["market"])
        except ValueError as unread:
            raise forms.ValidationError(f"{unread}。") from unread

    def _post_clean(self):
        """Before the model's own checks, which need to know where it lies."""
        for name in ("parent", "market"):
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])
        super()._post_clean()


class GiveForm(Form):
    """Which manager alone answers for the place; `seen` is whom the page named."""

    use_required_attribute = False
    manager = PersonField(
        label="责任经理",
        queryset=User.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选一位责任经理。", "invalid_choice": "这位不在可选的人里，请另选一位。"},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, place, user):
        super().__init__(data, auto_id="give_%s", initial={"manager": place.manager_id, "seen": place.manager_id})
        along = Q(unit__path__startswith=place.unit.path) | Q(unit__path__in=place.unit.lineage)
        self.fields["manager"].queryset = managers_within_reach(user).filter(along)


class SceneForm(Form):
    """Whether people can pay with us; `seen` is what the page said, `back` the place whose page it was."""

    stage = forms.ChoiceField(choices=Place.Stage.choices)
    seen = forms.ChoiceField(choices=Place.Stage.choices)
    back = forms.IntegerField(required=False, min_value=1)
