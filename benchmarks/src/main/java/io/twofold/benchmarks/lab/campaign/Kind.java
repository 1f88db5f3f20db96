package io.twofold.benchmarks.lab.campaign;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The kinds of faults, and how long each lasts, in milliseconds. */
enum Kind {
    SERVER_LOST("a server is killed, and restarted with nothing", 100, 1_500, Topology.single),
    SERVER_SET_BACK("a server is killed, and restarted with an old snapshot", 100, 1_000, Topology.single),
    SERVER_STOPPED("a server is stopped (SIGSTOP)", 100, 2_500, Topology.single),
    SERVER_STOPPED_BRIEFLY(
            "a server is stopped (SIGSTOP), for less than would have it replaced",
            50,
            400,
            Topology.sentinel,
            Topology.cluster),
    NODE_STOPPED("a node is stopped (SIGSTOP)", 100, 3_000),
    NODE_KILLED("a node is killed (kill -9), and replaced", 0, 200),
    NODE_KILLED_IN_WRITE("a node is killed between the commit and the end of a write", 0, 200),
    SUBSCRIBERS_KILLED("CLIENT KILL TYPE pubsub", 0, 100),
    CLIENTS_KILLED("CLIENT KILL of every connection", 0, 100),
    CLIENTS_PAUSED("CLIENT PAUSE", 100, 2_500, Topology.single, Topology.cluster),
    CLIENTS_PAUSED_BRIEFLY("CLIENT PAUSE, for less than Sentinels wait", 100, 600, Topology.sentinel),
    SERVER_ASLEEP("DEBUG SLEEP", 100, 400),
    FLUSHED("FLUSHALL", 0, 100),
    SCRIPTS_FLUSHED("SCRIPT FLUSH", 0, 100),
    CONTROL_DELETED("the control keys are deleted", 0, 100),
    LOG_DELETED("the logs are deleted", 0, 100),
    ENTRIES_DELETED("the entries are deleted", 0, 100),
    LINKS_CUT("the connections are cut", 0, 100),
    LINKS_REFUSED("the connections are cut, and new ones refused", 100, 2_500),
    SUBSCRIPTIONS_HELD("the subscriptions' connections fall silent", 200, 3_000),
    COMMANDS_HELD("the commands' connections fall silent", 200, 3_000),
    LINKS_HELD("all connections fall silent", 200, 3_000),
    REPLIES_HELD("commands arrive, their replies don't", 200, 2_000),
    LINKS_SLOW("all connections are slow", 300, 2_500),
    FAILOVER("a primary is killed, and a replica takes over", 0, 100, Topology.sentinel, Topology.cluster),
    FAILOVER_LOSING_WRITES("the same, and the replica lacks the last writes", 0, 100, Topology.sentinel),
    TAKEOVER("a replica takes over from a living primary", 0, 100, Topology.cluster),
    SLOT_MOVED("a shard's slot moves to another primary", 0, 200, Topology.cluster);

    private final String text;
    private final int shortest;
    private final int longest;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final Set<Topology> topologies;

    Kind(String text, int shortest, int longest, Topology... topologies) {
        this.text = text;
        this.shortest = shortest;
        this.longest = longest;
        this.topologies =
                topologies.length == 0 ? EnumSet.allOf(Topology.class) : EnumSet.copyOf(Arrays.asList(topologies));
    }

    static List<Kind> of(Topology topology) {
        return Arrays.stream(values())
                .filter(kind -> kind.topologies.contains(topology))
                .toList();
    }

    String text() {
        return text;
    }

    int shortest() {
        return shortest;
    }

    int longest() {
        return longest;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
