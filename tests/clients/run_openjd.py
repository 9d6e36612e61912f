"""Runs a command in a session of Open Job Description, in the environment of a template.

usage: run_openjd.py TEMPLATE COMMAND [ARGUMENT...]

Prints the log of the session, which has the output of the command.
"""

import logging
import sys
import tempfile
import threading
from pathlib import Path

from openjd.model import DocumentType, decode_environment_template, document_string_to_object
from openjd.sessions import ActionState, Session


def main(path, command):
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
    with open(path, encoding="utf-8") as file:
        document = document_string_to_object(document=file.read(), document_type=DocumentType.YAML)
    template = decode_environment_template(template=document)
    done = threading.Event()

    def report(_, status):
        if status.state != ActionState.RUNNING:
            done.set()

    with tempfile.TemporaryDirectory() as directory, Session(
        session_id="test",
        job_parameter_values={},
        callback=report,
        session_root_directory=Path(directory),
    ) as session:

        def finish(start, **arguments):
            done.clear()
            result = start(**arguments)
            done.wait()
            status = session.action_status
            if status.state != ActionState.SUCCESS:
                sys.exit("{}: {}".format(status.state, status.fail_message))
            return result

        identifier = finish(session.enter_environment, environment=template.environment)
        finish(session.run_subprocess, command=command[0], args=command[1:])
        finish(session.exit_environment, identifier=identifier)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
