"""Asks ansible-core what it makes of the inventories in test/inventory/fixtures/questions.json.

    python3 tools/oracle/record_inventory.py      writes test/inventory/fixtures/answers.json

Every question is asked under five hash seeds: ansible-core walks sets, so some orders are chance. An answer that
differs between seeds is recorded as null and not compared.
"""

import json, os, subprocess, sys, tempfile
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "test/inventory/fixtures"


def ask(case, folder):
    from ansible.inventory.manager import InventoryManager
    from ansible.parsing.dataloader import DataLoader
    from ansible.vars.manager import VariableManager

    for path, text in case["files"].items():
        file = Path(folder, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    loader = DataLoader()
    if case.get("playbook") is not None:
        loader.set_basedir(os.path.join(folder, case["playbook"]))
    inventory = InventoryManager(loader=loader, sources=[os.path.join(folder, case["inventory"])])
    variables = VariableManager(loader=loader, inventory=inventory)
    play = None
    if case.get("playbook") is not None:
        loader.set_basedir(os.path.join(folder, case["playbook"]))
    return {
        "patterns": {pattern: select(inventory, pattern) for pattern in case["patterns"]},
        "groups": {host.name: sorted(group.name for group in host.get_groups()) for host in inventory.get_hosts("all")},
        "vars": {host.name: own_vars(variables.get_vars(host=host), case["vars"]) for host in inventory.get_hosts("all")},
    }


def select(inventory, pattern):
    try:
        return [host.name for host in inventory.get_hosts(pattern)]
    except Exception as error:
        return {"error": str(error)}


def own_vars(found, wanted):
    return {name: found[name] for name in wanted if name in found}


def stable(first, others):
    if isinstance(first, dict):
        return {key: stable(value, [other[key] for other in others]) for key, value in first.items()}
    return first if all(other == first for other in others) else None


def main():
    if len(sys.argv) == 2:  # one seed
        questions = json.loads((FIXTURES / "questions.json").read_text())
        answers = {}
        for name, case in questions.items():
            with tempfile.TemporaryDirectory() as folder:
                answers[name] = ask(case, folder)
        print(json.dumps(answers))
        return
    runs = []
    for seed in range(5):
        run = subprocess.run([sys.executable, __file__, "one"], env={**os.environ, "PYTHONHASHSEED": str(seed)}, capture_output=True, text=True, check=True)
        runs.append(json.loads(run.stdout))
    from ansible.release import __version__

    answers = {"provenance": f"ansible-core {__version__}, tools/oracle/record_inventory.py", "cases": stable(runs[0], runs[1:])}
    (FIXTURES / "answers.json").write_text(json.dumps(answers, indent=1) + "\n")


main()
