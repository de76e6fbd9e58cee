"""Asks ansible-core what its module `file` makes of the trees in test/modules/fixtures/questions-files.json.

Runs inside the oracle: questions as JSON on stdin, answers as JSON on stdout. ROOT in arguments is the case's folder.
Every question is asked twice, the second time of what the first left.
"""
import json
import os
import shutil
import sys
import tempfile

NAMES = ["path", "dest", "src", "state", "mode", "owner", "group", "uid", "gid", "size"]


def main():
    import importlib
    from ansible.release import __version__

    importlib.import_module("ansible.modules.file")
    questions = json.load(sys.stdin)
    answers = {name: ask(case) for name, case in questions.items()}
    provenance = f"ansible-core {__version__}, Python {sys.version.split()[0]}; tools/oracle/record_files.py"
    print(json.dumps({"provenance": provenance, "answers": answers}, indent=1))


def ask(case):
    root = tempfile.mkdtemp(prefix="files-")
    try:
        os.chmod(root, 0o755)
        for entry in case["tree"]:
            make(root, *entry)
        return [once(case, root), once(case, root)]
    finally:
        shutil.rmtree(root)


def make(root, kind, name, *about):
    path = os.path.join(root, name)
    if kind == "link":
        os.symlink(about[0].replace("ROOT", root), path)
    elif kind == "hard":
        os.link(os.path.join(root, about[0]), path)
    else:
        if kind == "directory":
            os.mkdir(path)
        else:
            with open(path, "w") as file:
                file.write("content\n")
        if len(about) > 1:
            os.chown(path, about[1], about[2])
        os.chmod(path, int(about[0], 8))


def once(case, root):
    arguments = json.loads(json.dumps(case["args"]).replace("ROOT", root))
    result = call({**arguments, "_ansible_remote_tmp": "/tmp"})
    failed = bool(result.get("failed"))
    answer = {"changed": bool(result.get("changed")), "failed": failed, "tree": tree_of(root)}
    if not failed:
        fields = {name: result[name] for name in NAMES if name in result}
        # the size of a folder is the file system's
        if fields.get("state") in ("directory", "link"):
            fields.pop("size", None)
        answer["fields"] = json.loads(json.dumps(fields).replace(root, "ROOT"))
    return answer


def tree_of(root):
    found = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(folder, name)
            found[os.path.relpath(path, root)] = state_of(path).replace(root, "ROOT")
    return dict(sorted(found.items()))


def state_of(path):
    stat = os.lstat(path)
    owner = f"{stat.st_uid}:{stat.st_gid}"
    if os.path.islink(path):
        return f"link {owner} {os.readlink(path)}"
    kind = "directory" if os.path.isdir(path) else f"file {stat.st_nlink} {stat.st_size}"
    return f"{kind} {stat.st_mode & 0o7777:04o} {owner}"


def call(arguments):
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        os.dup2(write_end, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        os._exit(run(arguments))
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    try:
        return json.loads(said)
    except ValueError:
        return {"failed": True}


def run(arguments):
    import ansible.modules.file
    from ansible.module_utils import basic

    os.umask(0o022)
    os.chdir("/")
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode()
    basic._ANSIBLE_PROFILE = "legacy"
    try:
        ansible.modules.file.main()
    except SystemExit:
        pass
    except BaseException:
        return 1
    finally:
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    main()
