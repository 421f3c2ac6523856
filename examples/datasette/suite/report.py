"""How is the result written so that every tool can read it? As JUnit XML."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd]")


@dataclass
class Case:
    component: str
    name: str
    seconds: float = 0.0
    fault: str = ""
    detail: str = ""
    skipped: bool = False


def write(cases: list[Case], path: Path) -> None:
    root = ET.Element("testsuite", name="datasette", tests=str(len(cases)))
    root.set("failures", str(sum(bool(case.fault) for case in cases)))
    root.set("skipped", str(sum(case.skipped for case in cases)))
    for case in cases:
        root.append(_testcase(case))
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _testcase(case: Case) -> ET.Element:
    seconds = f"{case.seconds:.3f}"
    element = ET.Element("testcase", classname=case.component, name=case.name, time=seconds)
    if case.skipped:
        ET.SubElement(element, "skipped", message="the host does not start")
    elif case.fault:
        failure = ET.SubElement(element, "failure", message=_clean(case.fault)[:500])
        failure.text = _clean(case.detail)
    return element


def _clean(text: str) -> str:
    return _NOT_XML.sub("?", text)
