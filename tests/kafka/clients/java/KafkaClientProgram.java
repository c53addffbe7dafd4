import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Apache Kafka's own client as a client program of the tests; see ../README.md for what such a program does. */
public final class KafkaClientProgram {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] arguments) throws Exception {
    String bootstrap = arguments[1];
    if (arguments[0].equals("produce")) {
      produce(bootstrap, arguments[2], arguments[3]);
    } else if (arguments[0].equals("transact")) {
      transact(bootstrap, arguments[2], arguments[3], arguments[4], Integer.parseInt(arguments[5]));
    } else {
      List<String> topics = Arrays.asList(arguments).subList(4, arguments.length);
      consume(bootstrap, arguments[2], Integer.parseInt(arguments[3]), topics);
    }
  }

  /** How to get into a broker that doesn't let in everybody; nothing where the environment doesn't say. */
  private static Map<String, String> login() {
    String mechanism = System.getenv("TOPICRAFT_SASL_MECHANISM");
    if (mechanism == null) {
      return Map.of();
    }
    String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
    return Map.of(
        "security.protocol", "SASL_SSL",
        "ssl.truststore.type", "PEM",
        "ssl.truststore.location", System.getenv("TOPICRAFT_AUTHORITY"),
        "sasl.mechanism", mechanism,
        "sasl.jaas.config",
        "org.apache.kafka.common.security." + module + " required username=\""
            + System.getenv("TOPICRAFT_SASL_USERNAME") + "\" password=\""
            + System.getenv("TOPICRAFT_SASL_PASSWORD") + "\";");
  }

  private static void produce(String bootstrap, String topic, String codec) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    settings.putAll(login());
    settings.put("compression.type", codec);
    settings.put("key.serializer", StringSerializer.class.getName());
    settings.put("value.serializer", StringSerializer.class.getName());
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<Future<?>> sent = new ArrayList<>();
    try (var producer = new KafkaProducer<String, String>(settings)) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        JsonNode record = JSON.readTree(line);
        var outgoing = new ProducerRecord<>(topic, textOf(record.get("key")), textOf(record.get("value")));
        record.get("headers").properties().forEach(
            header -> outgoing.headers().add(header.getKey(), header.getValue().asText().getBytes(StandardCharsets.UTF_8)));
        sent.add(producer.send(outgoing));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    }
  }

  private static void consume(String bootstrap, String group, int count, List<String> topics) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    settings.putAll(login());
    settings.put("group.id", group);
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", "false");
    settings.put("fetch.max.wait.ms", "100");
    settings.put("key.deserializer", StringDeserializer.class.getName());
    settings.put("value.deserializer", StringDeserializer.class.getName());
    String sharing = System.getenv("TOPICRAFT_SHARING");
    if ("consumer".equals(sharing)) {
      settings.put("group.protocol", "consumer");
    } else if ("cooperative".equals(sharing)) {
      settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    }
    var output = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    try (var consumer = new KafkaConsumer<String, String>(settings)) {
      Thread main = Thread.currentThread();
      var hasStopped = new AtomicBoolean();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        if (!main.isAlive()) {
          return;
        }
        consumer.wakeup();
        join(main);
        System.out.flush();
        // A program that did as it was told has ended well; the JVM would say that a signal ended it.
        Runtime.getRuntime().halt(hasStopped.get() ? 0 : 1);
      }));
      consumer.subscribe(topics);
      int printed = 0;
      try {
        while (printed < count) {
          for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
            output.write(JSON.writeValueAsString(asLine(record)));
            output.newLine();
            printed++;
          }
          // After the lines, so that nothing is committed that wasn't printed.
          output.flush();
          try {
            consumer.commitSync();
          } catch (RebalanceInProgressException rebalancing) {
            // The cooperative assignor keeps its partitions meanwhile: the next poll takes part, the next commit has all.
          }
        }
      } catch (WakeupException stopped) {
        consumer.commitSync();
        output.flush();
        hasStopped.set(true);
      }
    }
  }

  private static void transact(String bootstrap, String group, String source, String target, int count) {
    Properties reading = new Properties();
    reading.put("bootstrap.servers", bootstrap);
    reading.put("group.id", group);
    reading.put("auto.offset.reset", "earliest");
    reading.put("enable.auto.commit", "false");
    reading.put("fetch.max.wait.ms", "100");
    reading.put("max.poll.records", "20");
    reading.put("key.deserializer", StringDeserializer.class.getName());
    reading.put("value.deserializer", StringDeserializer.class.getName());
    Properties writing = new Properties();
    writing.put("bootstrap.servers", bootstrap);
    writing.put("transactional.id", group + "-java");
    writing.put("key.serializer", StringSerializer.class.getName());
    writing.put("value.serializer", StringSerializer.class.getName());
    try (var consumer = new KafkaConsumer<String, String>(reading);
        var producer = new KafkaProducer<String, String>(writing)) {
      producer.initTransactions();
      consumer.subscribe(List.of(source));
      int remaining = count;
      int transactions = 0;
      while (remaining > 0) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          if (records.size() < remaining) {
            records.add(record);
            positions.put(new TopicPartition(source, record.partition()), new OffsetAndMetadata(record.offset() + 1));
          }
        }
        boolean isCommitted = records.isEmpty();
        while (!isCommitted) {
          producer.beginTransaction();
          for (ConsumerRecord<String, String> record : records) {
            producer.send(new ProducerRecord<>(target, record.key(), record.value()));
          }
          if (transactions++ % 3 == 0) {
            // Sent first, so that there is something to abort.
            producer.flush();
            producer.abortTransaction();
          } else {
            producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
            producer.commitTransaction();
            isCommitted = true;
          }
        }
        remaining -= records.size();
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static ObjectNode asLine(ConsumerRecord<String, String> record) {
    ObjectNode line = JSON.createObjectNode();
    line.put("topic", record.topic());
    line.put("partition", record.partition());
    line.put("offset", Long.toString(record.offset()));
    line.put("key", record.key());
    line.put("value", record.value());
    ObjectNode headers = line.putObject("headers");
    for (Header header : record.headers()) {
      headers.put(header.key(), header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8));
    }
    return line;
  }

  private static String textOf(JsonNode node) {
    return node.isNull() ? null : node.asText();
  }
}
