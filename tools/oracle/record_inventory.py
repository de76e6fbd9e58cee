"""What ansible-core makes of inventories and host patterns.

Reads the cases as JSON on standard input (test/inventory/fixtures/questions.json), prints the answers as JSON on
standard output. A case: `files` by path, `executable` paths, `sources` (`-i`, in order), `playbook` (its folder, or
null), `patterns`, and `limits`, pairs of a pattern and a `--limit`.

Every question is asked under five hash seeds, with groups in other places of the memory: ansible-core walks sets of
groups, so some orders are chance. An answer that differs between seeds is null and not compared. Values keep their types: {"$int": …}, {"$float": …}, {"$map": [[k, v]]}.
"""

import json, os, subprocess, sys, tempfile, warnings
from pathlib import Path

MAGIC = {
    "groups", "group_names", "hostvars", "inventory_hostname", "inventory_hostname_short", "inventory_file",
    "inventory_dir", "omit", "playbook_dir", "ansible_facts", "ansible_version", "ansible_playbook_python",
    "ansible_config_file", "ansible_check_mode", "ansible_diff_mode", "ansible_forks", "ansible_inventory_sources",
    "ansible_skip_tags", "ansible_run_tags", "ansible_limit", "ansible_verbosity", "ansible_local",
}  # fmt: skip


def ask(case, folder):
    from ansible.errors import AnsibleError
    from ansible.inventory.group import Group
    from ansible.inventory.manager import InventoryManager
    from ansible.parsing.dataloader import DataLoader
    from ansible.vars.manager import VariableManager

    for path, text in case["files"].items():
        file = Path(folder, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        file.chmod(0o755 if path in case.get("executable", []) else 0o644)
    os.chdir(folder)
    loader = DataLoader()
    play = case.get("playbook")
    if play is not None:
        loader.set_basedir(os.path.join(folder, play))
    ballast = [Group("ballast") for _ in range(7 * int(os.environ["PYTHONHASHSEED"]))]
    try:
        sources = [source if "," in source else os.path.join(folder, source) for source in case["sources"]]
        inventory = InventoryManager(loader=loader, sources=sources)
    except AnsibleError as error:
        return {"error": words(error, folder)}
    del ballast
    variables = VariableManager(loader=loader, inventory=inventory)
    variables.safe_basedir = play is not None
    return {
        "patterns": {pattern: select(inventory, pattern) for pattern in case["patterns"]},
        "limits": [select(inventory, pattern, limit) for pattern, limit in case.get("limits", [])],
        "groups": {host.name: sorted(group.name for group in host.get_groups()) for host in inventory.get_hosts("all")},
        "members": {name: [host.name for host in group.get_hosts()] for name, group in inventory.groups.items()},
        "vars": {host.name: own_vars(variables.get_vars(host=host, include_hostvars=False)) for host in inventory.get_hosts("all")},
    }


def words(error, folder):
    return str(error).split("\n")[0].replace(folder + "/", "")


def select(inventory, pattern, limit=None):
    try:
        inventory.subset(limit)
        return [host.name for host in inventory.get_hosts(pattern)]
    except Exception as error:
        return {"error": str(error).split("\n")[0]}
    finally:
        inventory.subset(None)


def own_vars(found):
    return {str(name): plain(value) for name, value in found.items() if name not in MAGIC}


def plain(value):
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else {"$int": str(int(value))}
    if isinstance(value, float):
        return {"$float": repr(float(value))}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return {"$map": [[plain(key), plain(item)] for key, item in value.items()]}


def stable(first, others):
    if isinstance(first, dict) and all(isinstance(other, dict) and other.keys() == first.keys() for other in others):
        return {key: stable(value, [other[key] for other in others]) for key, value in first.items()}
    return first if all(other == first for other in others) else None


def quiet_ansible():
    """A file that cannot be read and a name that is unknown are errors, as they are for us; warnings go nowhere."""
    warnings.simplefilter("ignore")
    from ansible import constants
    from ansible.utils.display import Display

    constants.INVENTORY_ANY_UNPARSED_IS_FAILED = True
    constants.HOST_PATTERN_MISMATCH = "error"
    for name in ("warning", "deprecated", "error_as_warning", "error"):
        setattr(Display, name, lambda *_, **__: None)


def main():
    questions = json.load(sys.stdin)
    if sys.argv[1:] == ["one"]:  # one seed
        quiet_ansible()
        answers = {}
        for name, case in questions.items():
            with tempfile.TemporaryDirectory() as folder:
                answers[name] = ask(case, folder)
                os.chdir("/")
        print(json.dumps(answers))
        return
    runs = []
    for seed in range(int(os.environ.get("SEEDS", "5"))):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        run = subprocess.run([sys.executable, os.path.abspath(__file__), "one"], env=environment, input=json.dumps(questions), stdout=subprocess.PIPE, text=True, check=True)
        runs.append(json.loads(run.stdout))
    from ansible.release import __version__

    provenance = f"ansible-core {__version__}, Python {sys.version.split()[0]}, tools/oracle/record_inventory.py"
    print(json.dumps({"provenance": provenance, "cases": stable(runs[0], runs[1:])}, indent=1))


main()
