package io.twofold.benchmarks.scale;

/**
 * What a fleet asks of Redis by itself, computed from the protocol: heartbeats, which go on whatever users do, and
 * announcements, of which each node gets each. Bytes are those of the Redis protocol, without TCP's.
 *
 * @param nodes how many processes
 * @param caches how many caches each has, in all nodes the same
 * @param shards of each cache
 * @param heartbeatMillis how often each node asks, for each cache
 * @param connections that each node holds, each of which is pinged every second
 * @param names how long the names are that go over the wire
 */
record FleetLoad(int nodes, int caches, int shards, long heartbeatMillis, int connections, Names names) {
    private static final int POSITION_DIGITS = 16;
    private static final int HASH = 40;
    private static final int PONG = 7;
    /** The same on the connection of subscriptions, one for each node. */
    private static final int PONG_OF_SUBSCRIBER = 20;
    /** The control of each shard is read. */
    private static final int COMMANDS_A_SHARD = 1;
    /** The server's replication id and its time are read, and the first shard's control is written. */
    private static final int COMMANDS_BESIDES = 3;

    private static final int MILLIS_DIGITS = 13;

    /**
     * How long names are, in bytes.
     *
     * @param cache namespace, colon and cache
     * @param nonce what each step of a shard is told apart by: the node's identity and a counter
     * @param key the identity of a key
     */
    record Names(int cache, int nonce, int key) {}

    /** Heartbeats, in all. */
    double beatsPerSecond() {
        return 1_000.0 * nodes * caches / heartbeatMillis;
    }

    /** What the script of one heartbeat has the server do. */
    int commandsPerBeat() {
        return COMMANDS_A_SHARD * shards + COMMANDS_BESIDES;
    }

    /** Of all connections. */
    double pingsPerSecond() {
        return (double) nodes * connections;
    }

    /** What one heartbeat sends. */
    int beatRequestBytes() {
        int bytes = array(3 + 2 * shards) + bulk("EVALSHA".length()) + bulk(HASH) + bulk(digits(2L * shards));
        for (int shard = 0; shard < shards; shard++) {
            bytes += 2 * bulk("tf:{:}:c".length() + names.cache + digits(shard));
        }
        return bytes;
    }

    /** What one heartbeat gets, once a shard has seen {@code steps} changes. */
    int beatReplyBytes(long steps) {
        int nonce = steps == 0 ? 0 : names.nonce;
        return array(3 * shards + 1)
                + shards * (bulk(POSITION_DIGITS) + bulk(digits(steps)) + bulk(nonce))
                + bulk(MILLIS_DIGITS);
    }

    /** What one node gets for the change of one key, once a shard has seen {@code steps} changes. */
    int messageBytes(long steps) {
        int payload = field(1)
                + field(digits(shards - 1))
                + field(POSITION_DIGITS)
                + field(digits(steps))
                + 2 * field(names.nonce)
                + field(1)
                + field(names.key);
        return array(3) + bulk("message".length()) + bulk("tf:{}:ch".length() + names.cache) + bulk(payload);
    }

    /** What the node that changes one key gets, beside the message. */
    int changeReplyBytes(long steps) {
        return array(4) + bulk(POSITION_DIGITS) + bulk(digits(steps)) + bulk(names.nonce) + bulk(1);
    }

    /** What is sent for one change to all nodes. */
    int changeBytesOut(long steps) {
        return nodes * messageBytes(steps) + changeReplyBytes(steps);
    }

    /** What pings are answered with. */
    double pongBytesPerSecond() {
        return pingsPerSecond() * PONG + nodes * (PONG_OF_SUBSCRIBER - PONG);
    }

    /** What Redis sends while nobody reads or writes. */
    double idleBytesOutPerSecond(long steps) {
        return beatsPerSecond() * beatReplyBytes(steps) + pongBytesPerSecond();
    }

    /** What Redis gets meanwhile, without pings. */
    double idleBytesInPerSecond() {
        return beatsPerSecond() * beatRequestBytes();
    }

    /** Messages to nodes, for so many changes a second of one cache by all nodes together. */
    double messagesPerSecond(double changesPerSecond) {
        return changesPerSecond * nodes;
    }

    private static int digits(long number) {
        return Long.toString(number).length();
    }

    private static int field(int length) {
        return digits(length) + 1 + length;
    }

    private static int array(int length) {
        return 1 + digits(length) + 2;
    }

    private static int bulk(int length) {
        return 1 + digits(length) + 2 + length + 2;
    }
}
