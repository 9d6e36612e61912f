"""Runs a job file of OpenCue's PyOutline. Plays the part of Cuebot for it.

usage: submit_outline.py FILE

The layers of the submitted job are printed as JSON: [{"name": TEXT, "tags": TEXT, "command": TEXT}].
"""
import json
import os
import runpy
import sys
from concurrent import futures
from xml.etree import ElementTree

import grpc
from opencue_proto import cue_pb2, cue_pb2_grpc, job_pb2, job_pb2_grpc


class Cuebot(job_pb2_grpc.JobInterfaceServicer, cue_pb2_grpc.CueInterfaceServicer):
    """The jobs that are submitted."""

    def __init__(self):
        self.specs = []

    def GetSystemStats(self, request, context):
        # The client tests the connection with this call.
        return cue_pb2.CueGetSystemStatsResponse()

    def LaunchSpecAndWait(self, request, context):
        self.specs.append(request.spec)
        return job_pb2.JobLaunchSpecAndWaitResponse()


def main():
    cuebot = Cuebot()
    server = grpc.server(futures.ThreadPoolExecutor(1))
    job_pb2_grpc.add_JobInterfaceServicer_to_server(cuebot, server)
    cue_pb2_grpc.add_CueInterfaceServicer_to_server(cuebot, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    os.environ["CUEBOT_HOSTS"] = "127.0.0.1:%d" % port
    runpy.run_path(sys.argv[1])
    (spec,) = cuebot.specs
    print(json.dumps([describe(layer) for layer in ElementTree.fromstring(spec).iter("layer")]))


def describe(layer):
    return {"name": layer.get("name"), "tags": layer.findtext("tags"), "command": layer.findtext("cmd")}


main()
