"""Do `levee fleet import` and `levee fleet coverage` answer as their reference says?"""

from xml.etree import ElementTree

from command import Levee

SHEET = (
    "client,partner,tier,traffic,last_seen,stack\n"
    'a,P,gold,6,2026-03-01T09:00:00Z,"datasette==1.0\ndatasette-vega==0.6"\n'
    'b,P,gold,3,2026-03-01T09:00:00Z,"datasette==1.1\ndatasette-vega==0.6"\n'
    'c,P,gold,1,2026-03-01T09:00:00Z,"{""datasette"": ""1.0""}"\n'
)


def test_a_sheet_is_taken_in_and_its_curve_is_drawn(levee: Levee) -> None:
    file = levee.file(SHEET.encode(), "fleet.csv")
    assert levee.say("fleet", "import", str(file), "--json").json == {"taken_in": 3, "stacks": 3}
    drawing = levee.folder / "curve.svg"
    said = levee.say("fleet", "coverage", "--svg", str(drawing))
    assert said.code == 0
    assert "# by the exact version: 2 of 3 reach 65% of traffic" in said.out
    assert ". by the plugin set, at any version: 1 of 2 reach 65% of traffic" in said.out
    assert "% of traffic that the top N reach" in said.out
    assert "\x1b" not in said.out
    assert ElementTree.fromstring(drawing.read_text()).tag.endswith("svg")


def test_a_sheet_with_faults_is_refused_whole(levee: Levee) -> None:
    file = levee.file(SHEET.replace("gold,3", "gold,much").encode(), "fleet.csv")
    said = levee.say("fleet", "import", str(file), "--json")
    assert (said.code, len(said.json["problems"])) == (2, 1)
    assert said.json["problems"][0]["where"] == f"{file}:4 traffic"
    empty = levee.say("fleet", "coverage", "--json").json
    assert (empty["clients"], empty["points"]) == (0, [])
    assert levee.say("fleet", "coverage").code == 0


def test_an_svg_that_cannot_be_written_is_said_so(levee: Levee) -> None:
    said = levee.say("fleet", "coverage", "--svg", str(levee.folder / "no" / "x.svg"), "--json")
    assert (said.code, said.json["problems"][0]["where"]) == (2, "--svg")
