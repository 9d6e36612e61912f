"""Runs frames in OpenCue's RQD one after another. Plays the part of Cuebot for it.

usage: run_rqd.py DIRECTORY <FRAMES

FRAMES is {"conf": TEXT, "frames": [{"command": TEXT, "environment": {NAME: VALUE}}]} as JSON. `conf`
is an rqd.conf, whose section `[Override]` gets the ports and the size of the node. The exit status of
each frame is printed as JSON. RQD does not read all of a short frame's output, so that commands write
to files. DIRECTORY gets the configuration and the logs.
"""
import configparser
import json
import os
import socket
import subprocess
import sys
import threading
from concurrent import futures

import grpc
from opencue_proto import report_pb2, report_pb2_grpc, rqd_pb2, rqd_pb2_grpc

PATIENCE = 120


class Cuebot(report_pb2_grpc.RqdReportInterfaceServicer):
    """The reports that RQD sends."""

    def __init__(self):
        self.started = threading.Event()
        self.ended = threading.Event()
        self.report = None

    def ReportRqdStartup(self, request, context):
        self.started.set()
        return report_pb2.RqdReportRqdStartupResponse()

    def ReportStatus(self, request, context):
        return report_pb2.RqdReportStatusResponse()

    def ReportRunningFrameCompletion(self, request, context):
        self.report = request.frame_complete_report
        self.ended.set()
        return report_pb2.RqdReportRunningFrameCompletionResponse()


def main():
    directory = os.path.abspath(sys.argv[1])
    os.makedirs(directory, exist_ok=True)
    wanted = json.load(sys.stdin)
    cuebot = Cuebot()
    server = grpc.server(futures.ThreadPoolExecutor(4))
    report_pb2_grpc.add_RqdReportInterfaceServicer_to_server(cuebot, server)
    own_port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    port = free_port()
    conf = configure(directory, wanted["conf"], own_port, port)
    with open(os.path.join(directory, "rqd.log"), "w") as log:
        command = [sys.executable, "-m", "rqd", "--nimbyoff", "-c", conf]
        rqd = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait(cuebot.started, log.name)
        channel = grpc.insecure_channel("127.0.0.1:%d" % port)
        grpc.channel_ready_future(channel).result(PATIENCE)
        stub = rqd_pb2_grpc.RqdInterfaceStub(channel)
        codes = []
        for number, frame in enumerate(wanted["frames"], 1):
            cuebot.ended.clear()
            launch(stub, directory, number, frame)
            wait(cuebot.ended, log.name)
            codes.append(cuebot.report.exit_status)
        print(json.dumps(codes))
    finally:
        rqd.kill()
        rqd.wait()


def configure(directory, text, cuebot_port, rqd_port):
    """Writes the configuration and returns its path."""
    conf = configparser.RawConfigParser(allow_no_value=True)
    conf.optionxform = str
    conf.read_string(text)
    if not conf.has_section("Override"):
        conf.add_section("Override")
    for name, value in [
        ("OVERRIDE_CUEBOT", "127.0.0.1"),
        ("CUEBOT_GRPC_PORT", cuebot_port),
        ("RQD_GRPC_PORT", rqd_port),
        ("OVERRIDE_HOSTNAME", "node"),
        ("OVERRIDE_CORES", 1),
        ("OVERRIDE_MEMORY", 4194304),
        ("OVERRIDE_IS_DESKTOP", False),
    ]:
        conf.set("Override", name, str(value))
    path = os.path.join(directory, "rqd.conf")
    with open(path, "w") as file:
        conf.write(file)
    return path


def launch(stub, directory, number, frame):
    name = "%04d-publish" % number
    run_frame = rqd_pb2.RunFrame(
        job_id="job",
        job_name="publish",
        frame_id="frame%d" % number,
        frame_name=name,
        layer_id="layer",
        command=frame["command"],
        # Two of the variables that Cuebot adds.
        environment=dict(frame["environment"], CUE_JOB="publish", CUE_FRAME=name),
        user_name="artist",
        log_dir=directory,
        show="demo",
        shot="010",
        num_cores=100,
        uid=4711,
        gid=4711,
    )
    stub.LaunchFrame(rqd_pb2.RqdStaticLaunchFrameRequest(run_frame=run_frame))


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait(event, log):
    if not event.wait(PATIENCE):
        with open(log) as file:
            sys.exit("RQD does not answer:\n" + file.read())


main()
