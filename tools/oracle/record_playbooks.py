"""Runs the playbooks of test/playbooks/fixtures/cases and records what happened: events, recap and exit code of each run.

stdin: {"FILE.yaml": TEXT}, tables of cases; `inventory.yaml` is the inventory of all cases that have none of their own.
stdout: {"provenance": ..., "cases": {"AREA: CASE": [{exit, events, recap}, ...]}}.

Every host is this machine. A playbook may write to /mnt, which is empty at the start of each case and the same for all
its runs and hosts. A host whose name starts with `dead` cannot be connected to; one for which /mnt/HOST.down exists
cannot be connected to any longer.
"""

import json, os, sys, tempfile, traceback
from pathlib import Path

import yaml

os.environ.update(
    ANSIBLE_PYTHON_INTERPRETER="/usr/bin/python3",
    ANSIBLE_PIPELINING="1",
    ANSIBLE_HOST_KEY_CHECKING="0",
    ANSIBLE_DEPRECATION_WARNINGS="0",
    ANSIBLE_LOCALHOST_WARNING="0",
    ANSIBLE_NOCOLOR="1",
    ANSIBLE_FORKS="10",
)
HERE = "/tmp/case"
SPOKEN = ("debug", "assert", "fail")

from ansible.cli.playbook import PlaybookCLI
from ansible.errors import AnsibleConnectionFailure
from ansible.executor.task_queue_manager import TaskQueueManager
from ansible.playbook.handler import Handler
from ansible.plugins.callback import CallbackBase
from ansible.plugins.connection import local


def main():
    import jinja2
    from ansible.release import __version__

    tables = json.load(sys.stdin)
    inventory = tables.pop("inventory.yaml")
    cases = {}
    for file, text in sorted(tables.items()):
        for case in yaml.safe_load(text):
            name = f"{file.removesuffix('.yaml')}: {case['name']}"
            if name in cases:
                raise SystemExit(f"two cases are called {name!r}")
            cases[name] = {"inventory": inventory, "files": {}, "runs": [""], **case}
    answers = in_children(list(cases.values()), os.cpu_count())
    python = ".".join(str(part) for part in sys.version_info[:2])
    provenance = f"ansible-core {__version__}, Jinja2 {jinja2.__version__}, Python {python}; tools/oracle/record_playbooks.py"
    lines = ",\n".join(f"{dumps(name)}: [\n{runs(answer)}\n]" for name, answer in zip(cases, answers))
    print(f'{{\n"provenance": {dumps(provenance)},\n"cases": {{\n{lines}\n}}\n}}')


def runs(answer):
    return ",\n".join(f'{{"exit": {run["exit"]}, "recap": {dumps(run["recap"])}, "events": [\n' + ",\n".join(dumps(event) for event in run["events"]) + "\n]}" for run in answer)


def dumps(value):
    return json.dumps(value, ensure_ascii=False)


def in_children(cases, at_once):
    """A process for each case, so many at a time; each leaves its answer in a file."""
    files = [tempfile.TemporaryFile("w+") for _ in cases]
    running = set()
    for case, file in zip(cases, files):
        if len(running) == at_once:
            running.remove(os.wait()[0])
        child = os.fork()
        if child == 0:
            answer_into(file, case)
            os._exit(0)
        running.add(child)
    while running:
        running.remove(os.wait()[0])
    return [read(file, case) for file, case in zip(files, cases)]


def answer_into(file, case):
    try:
        answer = record(case)
    except BaseException:
        answer = {"error": traceback.format_exc()}
    json.dump(answer, file)
    file.flush()


def read(file, case):
    file.seek(0)
    answer = json.load(file)
    if isinstance(answer, dict):
        raise SystemExit(f"{case['name']}:\n{answer['error']}")
    for run in answer:
        if run["said"]:
            print(f"{case['name']}: exit {run['exit']}: {run['said']}", file=sys.stderr)
    return answer


def record(case):
    """Each case has its own /tmp and /mnt."""
    os.unshare(os.CLONE_NEWNS)
    for folder in ("/tmp", "/mnt"):
        if os.spawnlp(os.P_WAIT, "mount", "mount", "-t", "tmpfs", "tmpfs", folder) != 0:
            raise OSError(f"mounting {folder}")
    for path, text in {"site.yaml": case["playbook"], "inventory.yaml": case["inventory"], **case["files"]}.items():
        file = Path(HERE, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    os.chdir(HERE)
    return [fork_run(words.split()) for words in case["runs"]]


def fork_run(words):
    """Ansible keeps state in modules: each run is a process. What it prints is told only where no play began."""
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as file:
        child = os.fork()
        if child == 0:
            null = os.open("/dev/null", os.O_RDONLY)
            os.dup2(null, 0), os.dup2(said.fileno(), 1), os.dup2(said.fileno(), 2)
            json.dump(play(words), file)
            file.flush()
            os._exit(0)
        os.waitpid(child, 0)
        said.seek(0), file.seek(0)
        text = file.read()
        if not text:
            raise OSError(said.read())
        answer = json.loads(text)
        return {**answer, "said": "" if answer["recap"] else said.read()}


def play(words):
    recorder = Recorder()

    def only_ours(manager):
        if recorder in manager._callback_plugins:
            return
        recorder._init_callback_methods()
        manager._callback_plugins.append(recorder)

    TaskQueueManager.load_callbacks = only_ours
    connect = local.Connection._connect

    def connect_if_alive(self):
        name = self._play_context.remote_addr
        if name.startswith("dead") or os.path.exists(f"/mnt/{name}.down"):
            raise AnsibleConnectionFailure(f"{name} does not answer")
        return connect(self)

    local.Connection._connect = connect_if_alive
    inventory = [] if any(word in ("-i", "--inventory") for word in words) else ["-i", "inventory.yaml"]
    try:
        code = PlaybookCLI.cli_executor(["ansible-playbook", *inventory, "site.yaml", *words])
    except SystemExit as exit:
        code = exit.code
    events = sorted(recorder.events, key=lambda event: event["host"])  # between hosts the order is chance
    return {"exit": code or 0, "events": events, "recap": recorder.recap}


class Recorder(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "record"

    def __init__(self):
        super().__init__()
        self.events, self.recap, self.play = [], {}, None

    def v2_playbook_on_play_start(self, play):
        self.play = play.get_name()

    def v2_runner_on_ok(self, result):
        self.end(result, "changed" if result._result.get("changed") else "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.end(result, "failed", ignore_errors)

    def v2_runner_on_skipped(self, result):
        self.end(result, "skipped")

    def v2_runner_on_unreachable(self, result):
        self.tell(result, "unreachable")

    def v2_runner_item_on_ok(self, result):
        self.tell(result, "changed" if result._result.get("changed") else "ok")

    def v2_runner_item_on_failed(self, result):
        self.tell(result, "failed", bool(result._task.ignore_errors))

    def v2_runner_item_on_skipped(self, result):
        self.tell(result, "skipped")

    def v2_playbook_on_stats(self, stats):
        self.recap = {host: {key: count for key, count in stats.summarize(host).items() if count} for host in sorted(stats.processed)}

    def end(self, result, status, ignored=False):
        """A loop is told by its items; only one without items is told whole."""
        if not result._result.get("results"):
            self.tell(result, status, ignored)

    def tell(self, result, status, ignored=False):
        task, found = result._task, result._result
        if task.action in ("meta", "ansible.builtin.meta"):  # told only where its condition is false
            return
        event = {"host": result._host.get_name(), "play": self.play, "task": task.get_name()}
        if isinstance(task, Handler):
            event["handler"] = True
        if "ansible_loop_var" in found:
            event["item"] = self._get_item_label(found)
        event["status"] = status
        if ignored:
            event["ignored"] = True
        message = spoken(task, found, status)
        if message is not None:
            event["message"] = plain(message)
        self.events.append(event)


def spoken(task, found, status):
    module = task.action.removeprefix("ansible.builtin.")
    if module not in SPOKEN or status not in ("ok", "changed", "failed") or "censored" in found:
        return None
    if status == "failed" and module != "fail":  # in words that are Ansible's own
        return None
    if module == "debug" and "var" in task.args:
        return found.get(task.args["var"])
    return found.get("msg")


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


main()
