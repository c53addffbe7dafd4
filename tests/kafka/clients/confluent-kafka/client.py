"""confluent-kafka (librdkafka) as a client program of the tests; see ../README.md for what such a program does."""

import json
import os
import signal
import sys

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer


def login():
    """How to get into a broker that doesn't let in everybody; nothing where the environment doesn't say."""
    mechanism = os.environ.get("TOPICRAFT_SASL_MECHANISM")
    if mechanism is None:
        return {}
    return {
        "security.protocol": "SASL_SSL",
        "ssl.ca.location": os.environ["TOPICRAFT_AUTHORITY"],
        "sasl.mechanism": mechanism,
        "sasl.username": os.environ["TOPICRAFT_SASL_USERNAME"],
        "sasl.password": os.environ["TOPICRAFT_SASL_PASSWORD"],
    }


def produce(bootstrap, topic, codec):
    failures = []
    producer = Producer(
        {
            "bootstrap.servers": bootstrap,
            **login(),
            "compression.type": codec,
            "enable.idempotence": True,
            "linger.ms": 5,
        }
    )

    def delivered(error, _message):
        if error is not None:
            failures.append(error)

    for line in sys.stdin:
        record = json.loads(line)
        while True:
            try:
                producer.produce(
                    topic,
                    key=record["key"],
                    value=record["value"],
                    headers=list(record["headers"].items()),
                    on_delivery=delivered,
                )
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    producer.flush()
    if failures:
        raise KafkaException(failures[0])


def consume(bootstrap, group, count, topics):
    stopping = False

    def stop(_signal, _frame):
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    sharing = {
        "consumer": {"group.protocol": "consumer"},
        "cooperative": {"partition.assignment.strategy": "cooperative-sticky"},
    }.get(os.environ.get("TOPICRAFT_SHARING"), {})
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            **login(),
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "fetch.wait.max.ms": 100,
            **sharing,
        }
    )
    consumer.subscribe(topics)
    remaining = count
    while remaining > 0 and not stopping:
        for message in consumer.consume(min(remaining, 500), timeout=0.2):
            if message.error() is not None:
                if message.error().code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
                    continue
                raise KafkaException(message.error())
            remaining -= 1
            print(json.dumps(as_line(message)))
    if remaining < count:
        consumer.commit(asynchronous=False)
    sys.stdout.flush()
    consumer.close()


def transact(bootstrap, group, source, target, count):
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "fetch.wait.max.ms": 100,
        }
    )
    producer = Producer({"bootstrap.servers": bootstrap, "transactional.id": f"{group}-confluent"})
    producer.init_transactions(30)
    consumer.subscribe([source])
    remaining = count
    transactions = 0
    while remaining > 0:
        messages = consumer.consume(min(remaining, 20), timeout=0.5)
        for message in messages:
            if message.error() is not None:
                raise KafkaException(message.error())
        if not messages:
            continue
        committed = False
        while not committed:
            producer.begin_transaction()
            for message in messages:
                producer.produce(target, key=message.key(), value=message.value())
            if transactions % 3 == 0:
                # Sent first, so that there is something to abort.
                producer.flush()
                producer.abort_transaction(30)
            else:
                positions = consumer.position(consumer.assignment())
                producer.send_offsets_to_transaction(positions, consumer.consumer_group_metadata(), 30)
                producer.commit_transaction(30)
                committed = True
            transactions += 1
        remaining -= len(messages)
    consumer.close()


def as_line(message):
    return {
        "topic": message.topic(),
        "partition": message.partition(),
        "offset": str(message.offset()),
        "key": text(message.key()),
        "value": text(message.value()),
        "headers": {name: text(value) for name, value in message.headers() or []},
    }


def text(octets):
    return None if octets is None else octets.decode()


if __name__ == "__main__":
    action, bootstrap, *rest = sys.argv[1:]
    if action == "produce":
        produce(bootstrap, *rest)
    elif action == "transact":
        group, source, target, count = rest
        transact(bootstrap, group, source, target, int(count))
    else:
        group, count, *topics = rest
        consume(bootstrap, group, int(count), topics)
