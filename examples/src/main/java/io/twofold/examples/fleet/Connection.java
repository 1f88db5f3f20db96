package io.twofold.examples.fleet;

import java.util.List;

/**
 * What a node must know to take part. It comes by the node's standard input, since other users of the machine can
 * see a process's arguments.
 *
 * @param index the node's number, from 1
 * @param redisPid the Redis that this run started, to be ended if the launcher was killed; or 0
 */
record Connection(int index, String redis, long redisPid, String namespace, String database, String judgeFile) {
    private static final String SEPARATOR = "\t";

    String toLine() {
        return String.join(
                SEPARATOR,
                List.of(Integer.toString(index), redis, Long.toString(redisPid), namespace, database, judgeFile));
    }

    static Connection parse(String line) {
        String[] parts = line.split(SEPARATOR, -1);
        if (parts.length != 6) {
            throw new IllegalArgumentException("a connection has 6 parts, not " + parts.length);
        }
        return new Connection(
                Integer.parseInt(parts[0]), parts[1], Long.parseLong(parts[2]), parts[3], parts[4], parts[5]);
    }
}
