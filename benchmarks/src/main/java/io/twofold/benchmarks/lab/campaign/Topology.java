package io.twofold.benchmarks.lab.campaign;

/** How the servers are set up; the names are those of the command line. */
@SuppressWarnings("checkstyle:ConstantName")
enum Topology {
    /** One server. */
    single,
    /** A primary with replicas that Sentinels watch over. */
    sentinel,
    /** A Redis Cluster. */
    cluster
}
