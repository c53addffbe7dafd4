"""Rates of confluent-kafka (librdkafka): `rates.py BOOTSTRAP TOPIC GROUP COUNT VALUE_BYTES` produces COUNT records, reads
them through a group, and prints `{"produce": RECORDS_PER_SECOND, "consume": RECORDS_PER_SECOND}`."""

import json
import os
import sys
import time

from confluent_kafka import Consumer, KafkaException, Producer


def produce(bootstrap, topic, count, value_bytes):
    failures = []

    def delivered(error, _message):
        if error is not None:
            failures.append(error)

    producer = Producer(
        {
            "bootstrap.servers": bootstrap,
            "enable.idempotence": True,
            "linger.ms": 5,
            "queue.buffering.max.messages": 1000000,
        }
    )
    value = os.urandom(value_bytes)
    keys = [f"key-{index}" for index in range(500)]
    # The first record finds the leaders and gets a producer id.
    producer.produce(topic, key=keys[0], value=value, on_delivery=delivered)
    producer.flush()
    start = time.perf_counter()
    for index in range(1, count):
        while True:
            try:
                producer.produce(topic, key=keys[index % 500], value=value, on_delivery=delivered)
                break
            except BufferError:
                producer.poll(0.1)
        if index % 1000 == 0:
            producer.poll(0)
    producer.flush()
    seconds = time.perf_counter() - start
    if failures:
        raise KafkaException(failures[0])
    return (count - 1) / seconds


def consume(bootstrap, topic, group, count):
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    start, read = 0, 0

    def assigned(_consumer, _partitions):
        nonlocal start
        start = time.perf_counter()

    consumer.subscribe([topic], on_assign=assigned)
    while read < count:
        messages = consumer.consume(500, timeout=1)
        for message in messages:
            if message.error() is not None:
                raise KafkaException(message.error())
        read += len(messages)
    seconds = time.perf_counter() - start
    consumer.close()
    return read / seconds


bootstrap, topic, group, count, value_bytes = sys.argv[1:]
produced = produce(bootstrap, topic, int(count), int(value_bytes))
consumed = consume(bootstrap, topic, group, int(count))
print(json.dumps({"produce": produced, "consume": consumed}))
