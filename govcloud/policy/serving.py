"""How the pack runs as a process: the engine starts it, reads a port from its output, and ends it."""

from __future__ import annotations

import sys
from concurrent import futures
from typing import Final

import grpc
from pulumi.runtime.proto import analyzer_pb2_grpc

from govcloud.clouds import observe
from govcloud.policy.analyzer import Analyzer
from govcloud.policy.verdicts import Observe

LARGEST_BYTES: Final = 400 * 1024 * 1024
"""The engine's own limit of one message: a stack comes as one."""


def serve(observe: Observe = observe) -> None:
    """Answer the engine until it ends this process. Does not return.

    `observe` reads facts from a graph; an organisation with resource types of its own can give one that knows them,
    from the `__main__` of a pack folder of its own.
    """
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=4), options=[("grpc.max_receive_message_length", LARGEST_BYTES)]
    )
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Analyzer(observe=observe), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()
