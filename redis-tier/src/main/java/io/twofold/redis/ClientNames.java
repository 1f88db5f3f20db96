package io.twofold.redis;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.NameMapper;

/** What a client makes of the names that it is told. */
final class ClientNames {
    private ClientNames() {}

    /** The mapper that it goes by, of its configuration or of the server's in that. */
    static NameMapper mapper(RedissonClient client) {
        return client instanceof Redisson redisson
                ? redisson.getServiceManager().getNameMapper()
                : client.getConfig().getNameMapper();
    }
}
