package io.twofold.benchmarks.lab.campaign;

import io.twofold.redis.RedisTier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.redisson.config.Config;
import org.redisson.config.HostPortNatMapper;
import org.redisson.config.NatMapper;

/**
 * What a node is told by its launcher.
 *
 * @param sent when, by the launcher's clock
 * @param uris where to connect to
 * @param nat which address to use for another, since a proxy stands before each server
 */
record NodeSettings(
        long sent,
        int slot,
        int nodes,
        int keys,
        long seed,
        String ledger,
        String spec,
        Topology topology,
        List<String> uris,
        Map<String, String> nat) {
    /** What Sentinels call the primary. */
    static final String MASTER = "primary";

    String toLine() {
        String addresses = nat.entrySet().stream()
                .map(e -> e.getKey() + ">" + e.getValue())
                .collect(Collectors.joining(" "));
        return String.join(
                "\t",
                Long.toString(sent),
                Integer.toString(slot),
                Integer.toString(nodes),
                Integer.toString(keys),
                Long.toString(seed),
                ledger,
                spec,
                topology.name(),
                String.join(" ", uris),
                addresses);
    }

    static NodeSettings parse(String line) {
        String[] parts = line.split("\t", -1);
        Map<String, String> nat = Arrays.stream(parts[9].split(" ", -1))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.split(">", -1))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new NodeSettings(
                Long.parseLong(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Long.parseLong(parts[4]),
                parts[5],
                parts[6],
                Topology.valueOf(parts[7]),
                List.of(parts[8].split(" ", -1)),
                nat);
    }

    private NatMapper mapper() {
        HostPortNatMapper mapper = new HostPortNatMapper();
        mapper.setHostsPortMap(nat);
        return mapper;
    }

    RedisTier connect() {
        return switch (topology) {
            case single -> RedisTier.connect(uris.get(0));
            case sentinel -> {
                Config config = RedisTier.recommendedSentinelConfig(MASTER, uris);
                config.useSentinelServers().setNatMapper(mapper());
                yield RedisTier.connect(config);
            }
            case cluster -> {
                Config config = RedisTier.recommendedClusterConfig(uris);
                config.useClusterServers().setNatMapper(mapper());
                yield RedisTier.connect(config);
            }
        };
    }
}
