"""Which templates there are, and what a template may not do, whoever wrote it."""

import json

import pytest

from governance.errors import Invalid, NotFound
from product_templates import list_templates, load_template, render


def folder(tmp_path, settings=None, tree=None, pieces=None):
    """Make a template whose `copier.yml` asks for a name and has `settings` beside it."""
    home = tmp_path / "hostile"
    about = {"_trellis": {"title": "T", "version": "1.0.0"}, "domain": {}, "product": {}} | (settings or {})
    for part, files in (("tree", tree or {"out.txt": "plain"}), ("pieces", pieces or {})):
        for name, text in files.items():
            (home / part / name).parent.mkdir(parents=True, exist_ok=True)
            (home / part / name).write_text(text)
    (home / "copier.yml").write_text(json.dumps(about))
    return home


def rendered(home, tmp_path, **answers):
    template = load_template(home)
    render(template, tmp_path / "out", {"domain": "sales", "product": "orders"} | answers)
    return {path.name: path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file()}


def test_three_kinds_of_product_come_with_trellis():
    assert [template.name for template in list_templates()] == ["aggregate", "consumer-aligned", "source-aligned"]


@pytest.mark.parametrize("template", list_templates(), ids=lambda template: template.name)
def test_a_template_says_what_it_is_for_and_asks_with_a_sentence(template):
    assert all((template.title, template.description, template.version))
    assert all(question.help for question in template.questions if question.asked)


@pytest.mark.parametrize("name", ["nothing", "../templates/product", "/etc", ""])
def test_an_unknown_template_is_refused_with_those_there_are(name):
    with pytest.raises(NotFound) as refused:
        load_template(name)
    assert "`source-aligned`" in refused.value.hint


@pytest.mark.parametrize(
    "setting",
    [
        {"_tasks": ["touch /tmp/owned"]},
        {"_migrations": [{"version": "1", "before": ["touch /tmp/owned"]}]},
        {"_jinja_extensions": ["os.system"]},
        {"_external_data": {"secrets": "/etc/passwd"}},
        {"_subdirectory": "../.."},
        {"_envops": {"undefined": "jinja2.Undefined"}},
        {"_exclude": ["*"]},
        {"_answers_file": "../../answers.yml"},
        {"_message_after_copy": "{{ 1 }}"},
        {"_trellis": {"title": "T", "tasks": ["x"]}},
    ],
    ids=lambda setting: next(iter(setting)),
)
def test_a_template_that_wants_more_than_to_ask_and_render_is_refused(setting, tmp_path):
    with pytest.raises(Invalid) as refused:
        load_template(folder(tmp_path, setting))
    assert refused.value.case == "unsafe-template"


@pytest.mark.parametrize("text", ["domain: !include /etc/passwd", "a: &x [1]\nb: *x", "- 1", "a: [", "\x00"])
def test_a_questionnaire_that_is_no_plain_yaml_is_refused(text, tmp_path):
    home = folder(tmp_path)
    (home / "copier.yml").write_text(text)
    with pytest.raises(Invalid):
        load_template(home)


@pytest.mark.parametrize(
    "body", [{"secret": True}, {"type": "path"}, {"type": "json"}, {"multiselect": True}, {"help": "x", "ask": "y"}]
)
def test_a_question_of_an_unknown_form_is_refused(body, tmp_path):
    with pytest.raises(Invalid, match="question `extra`"):
        load_template(folder(tmp_path, {"extra": body}))


@pytest.mark.parametrize(
    "text",
    [
        "[[ nobody_knows ]]",
        "[[ domain.nothing ]]",
        "[% include '../copier.yml/../../../../etc/passwd' %]",
        "[% include '/etc/passwd' %]",
        "[[ ''.__class__.__mro__[1].__subclasses__() ]]",
        "[[ yaml.__globals__ ]]",
        "[[ cycler.__init__.__globals__.os.popen('id').read() ]]",
        "[% for i in range(10000000) %]x[% endfor %]",
        "[% if %]",
    ],
)
def test_what_a_template_may_not_reach_stops_it_and_nothing_is_written(text, tmp_path):
    with pytest.raises(Invalid, match="does not render"):
        rendered(folder(tmp_path, tree={"good.txt": "fine", "out.txt.jinja": text}), tmp_path)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", ["tree/link.txt", "pieces/link.txt", "tree/deep"])
def test_a_link_in_a_template_is_refused(place, tmp_path):
    home = folder(tmp_path, pieces={"a": ""})
    (home / place).symlink_to("/etc/passwd" if place.endswith("txt") else "/etc")
    with pytest.raises(Invalid) as refused:
        rendered(home, tmp_path)
    assert refused.value.case == "unsafe-template"


def test_a_path_that_climbs_out_of_the_folder_is_refused(tmp_path):
    home = folder(tmp_path, {"away": {}}, tree={"[[away]].txt.jinja": "x"})
    with pytest.raises(Invalid, match="does not render"):
        rendered(home, tmp_path, away="../../escaped")
    assert not list(tmp_path.parent.glob("escaped*"))


def test_a_template_of_ones_own_asks_and_renders(tmp_path):
    home = folder(
        tmp_path, tree={"[[product]].md.jinja": "# [[ domain ]]: {{ kept }}", "plain.md": "[[ not rendered ]]"}
    )
    files = rendered(home, tmp_path)
    assert files["orders.md"] == "# sales: {{ kept }}"
    assert files["plain.md"] == "[[ not rendered ]]"


def test_answers_are_values_and_never_templates(tmp_path):
    home = folder(tmp_path, {"text": {}}, tree={"out.txt.jinja": "[[ text ]]"})
    assert rendered(home, tmp_path, text="[[ 7 * 7 ]]{{ 7 * 7 }}")["out.txt"] == "[[ 7 * 7 ]]{{ 7 * 7 }}"


@pytest.mark.parametrize(
    "text", ["[[ nobody_knows ]]", "[[ fault.nothing(domain) ]]", "[[ ''.__class__ ]]", "[% if %]"]
)
def test_a_template_whose_own_texts_cannot_be_evaluated_says_so(text, tmp_path):
    with pytest.raises(Invalid, match="cannot be evaluated"):
        rendered(folder(tmp_path, {"extra": {"default": text}}), tmp_path)
