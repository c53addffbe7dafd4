"""Reads requests of OTLP, one after the other from files, by OpenTelemetry's own protobuf definitions, and prints their spans as JSON."""
import json
import sys

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def value(of):
    kind = of.WhichOneof("value")
    return getattr(of, kind) if kind else None


def attributes(of):
    return {each.key: value(each.value) for each in of}


spans = []
for file in sys.argv[1:]:
    with open(file, "rb") as body:
        request = ExportTraceServiceRequest.FromString(body.read())
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                spans.append(
                    {
                        "service": attributes(resource.resource.attributes).get("service.name"),
                        "traceId": span.trace_id.hex(),
                        "spanId": span.span_id.hex(),
                        "parentSpanId": span.parent_span_id.hex(),
                        "name": span.name,
                        "kind": span.SpanKind.Name(span.kind),
                        "startNanos": str(span.start_time_unix_nano),
                        "endNanos": str(span.end_time_unix_nano),
                        "attributes": attributes(span.attributes),
                        "links": [{"traceId": link.trace_id.hex(), "spanId": link.span_id.hex()} for link in span.links],
                        "error": span.status.message if span.status.code == 2 else None,
                        "events": [event.name for event in span.events],
                    }
                )
print(json.dumps(spans))
