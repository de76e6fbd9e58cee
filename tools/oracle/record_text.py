"""Asks ansible-core what its modules make of the files in test/modules/fixtures/questions-text.json.

Runs inside the oracle: questions as JSON on stdin, answers as JSON on stdout. Contents are written one character a
byte (Latin-1). Every question is asked twice, the second time of what the first left.
"""
import importlib
import io
import json
import os
import shutil
import sys
import tempfile

MODULES = ["lineinfile", "blockinfile", "replace"]


def main():
    from ansible.release import __version__

    for module in MODULES:
        importlib.import_module(f"ansible.modules.{module}")
    questions = json.load(sys.stdin)
    answers = {name: ask(case) for name, case in questions.items()}
    provenance = f"ansible-core {__version__}, Python {sys.version.split()[0]}; tools/oracle/record_text.py"
    print(json.dumps({"provenance": provenance, "answers": answers}, indent=1))


def ask(case):
    folder = tempfile.mkdtemp(prefix="text-")
    path = os.path.join(folder, "file")
    try:
        if case["content"] is not None:
            with open(path, "wb") as file:
                file.write(case["content"].encode("latin-1"))
            os.chmod(path, 0o644)
        return [once(case, path), once(case, path)]  # the second time of what the first left
    finally:
        shutil.rmtree(folder)


def once(case, path):
    result = call(case["module"], {**case["args"], "path": path})
    failed = bool(result.get("failed"))
    answer = {"changed": bool(result.get("changed")), "failed": failed, "content": read(path)}
    if not failed:
        answer["msg"] = str(result.get("msg", "")).replace(path, "PATH")
        if "found" in result:
            answer["found"] = result["found"]
    if "mode" in case["args"] and os.path.exists(path):
        answer["mode"] = "%04o" % (os.stat(path).st_mode & 0o7777)
    return answer


def read(path):
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read().decode("latin-1")


def call(module, arguments):
    """The module's own main, in a process of its own."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        os.dup2(write_end, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        os._exit(run(module, arguments))
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    try:
        return json.loads(said)
    except ValueError:
        return {"failed": True, "msg": "no answer"}


def run(module, arguments):
    from ansible.module_utils import basic

    os.umask(0o022)
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": {**arguments, "_ansible_remote_tmp": "/tmp"}}).encode()
    basic._ANSIBLE_PROFILE = "legacy"
    try:
        importlib.import_module(f"ansible.modules.{module}").main()
    except SystemExit:
        pass
    except BaseException:
        return 1
    finally:
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(os.fdopen(os.dup(1), "wb"), encoding="utf-8")
    main()
    sys.stdout.flush()
