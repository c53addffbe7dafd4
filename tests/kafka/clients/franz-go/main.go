// franz-go as a client program of the tests; see ../README.md for what such a program does.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

type input struct {
	Key     *string           `json:"key"`
	Value   *string           `json:"value"`
	Headers map[string]string `json:"headers"`
}

type line struct {
	Topic     string            `json:"topic"`
	Partition int32             `json:"partition"`
	Offset    string            `json:"offset"`
	Key       *string           `json:"key"`
	Value     *string           `json:"value"`
	Headers   map[string]string `json:"headers"`
}

func main() {
	var err error
	arguments := os.Args[1:]
	if arguments[0] == "produce" {
		err = produce(arguments[1], arguments[2], arguments[3])
	} else if arguments[0] == "transact" {
		var count int
		if count, err = strconv.Atoi(arguments[5]); err == nil {
			err = transact(arguments[1], arguments[2], arguments[3], arguments[4], count)
		}
	} else {
		var count int
		if count, err = strconv.Atoi(arguments[3]); err == nil {
			err = consume(arguments[1], arguments[2], count, arguments[4:])
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func produce(bootstrap, topic, codec string) error {
	codecs := map[string]kgo.CompressionCodec{
		"none":   kgo.NoCompression(),
		"gzip":   kgo.GzipCompression(),
		"snappy": kgo.SnappyCompression(),
		"lz4":    kgo.Lz4Compression(),
		"zstd":   kgo.ZstdCompression(),
	}
	client, err := kgo.NewClient(
		kgo.SeedBrokers(bootstrap),
		kgo.DefaultProduceTopic(topic),
		kgo.ProducerBatchCompression(codecs[codec]),
	)
	if err != nil {
		return err
	}
	defer client.Close()
	failures := make(chan error, 1)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var read input
		if err := json.Unmarshal(lines.Bytes(), &read); err != nil {
			return err
		}
		record := &kgo.Record{Key: octets(read.Key), Value: octets(read.Value)}
		for name, value := range read.Headers {
			record.Headers = append(record.Headers, kgo.RecordHeader{Key: name, Value: []byte(value)})
		}
		client.Produce(context.Background(), record, func(_ *kgo.Record, err error) {
			if err != nil {
				select {
				case failures <- err:
				default:
				}
			}
		})
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if err := client.Flush(context.Background()); err != nil {
		return err
	}
	select {
	case err := <-failures:
		return err
	default:
		return nil
	}
}

func consume(bootstrap, group string, count int, topics []string) error {
	running, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	client, err := kgo.NewClient(
		kgo.SeedBrokers(bootstrap),
		kgo.ConsumerGroup(group),
		kgo.ConsumeTopics(topics...),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.DisableAutoCommit(),
		kgo.BlockRebalanceOnPoll(),
		kgo.FetchMaxWait(100*time.Millisecond),
	)
	if err != nil {
		return err
	}
	output := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(output)
	for remaining := count; remaining > 0 && running.Err() == nil; {
		fetched := client.PollRecords(running, remaining)
		for _, failure := range fetched.Errors() {
			if running.Err() == nil {
				return fmt.Errorf("%s [%d]: %w", failure.Topic, failure.Partition, failure.Err)
			}
		}
		records := fetched.Records()
		for _, record := range records {
			if err := encoder.Encode(asLine(record)); err != nil {
				return err
			}
		}
		remaining -= len(records)
		if err := output.Flush(); err != nil {
			return err
		}
		if err := client.CommitRecords(context.Background(), records...); err != nil {
			return err
		}
		client.AllowRebalance()
	}
	client.CloseAllowingRebalance()
	return nil
}

func transact(bootstrap, group, source, target string, count int) error {
	running := context.Background()
	session, err := kgo.NewGroupTransactSession(
		kgo.SeedBrokers(bootstrap),
		kgo.TransactionalID(group+"-franz-go"),
		kgo.ConsumerGroup(group),
		kgo.ConsumeTopics(source),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.RequireStableFetchOffsets(),
		kgo.FetchMaxWait(100*time.Millisecond),
		kgo.DefaultProduceTopic(target),
	)
	if err != nil {
		return err
	}
	defer session.Close()
	transactions := 0
	for remaining := count; remaining > 0; {
		fetched := session.PollRecords(running, min(remaining, 20))
		if err := fetched.Err(); err != nil {
			return err
		}
		records := fetched.Records()
		if err := session.Begin(); err != nil {
			return err
		}
		for _, record := range records {
			session.Produce(running, &kgo.Record{Key: record.Key, Value: record.Value}, nil)
		}
		if err := session.Client().Flush(running); err != nil {
			return err
		}
		// An abort goes back to what was committed: the records come again.
		outcome := kgo.TransactionEndTry(transactions%3 != 0)
		transactions++
		isCommitted, err := session.End(running, outcome)
		if err != nil {
			return err
		}
		if isCommitted {
			remaining -= len(records)
		}
	}
	return nil
}

func asLine(record *kgo.Record) line {
	headers := map[string]string{}
	for _, header := range record.Headers {
		headers[header.Key] = string(header.Value)
	}
	return line{
		Topic:     record.Topic,
		Partition: record.Partition,
		Offset:    strconv.FormatInt(record.Offset, 10),
		Key:       text(record.Key),
		Value:     text(record.Value),
		Headers:   headers,
	}
}

// octets keeps null apart from empty, as Kafka does.
func octets(text *string) []byte {
	if text == nil {
		return nil
	}
	return []byte(*text)
}

func text(octets []byte) *string {
	if octets == nil {
		return nil
	}
	text := string(octets)
	return &text
}
