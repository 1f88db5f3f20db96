package io.twofold.redis;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;

/** The parts of a URI, without its password in any message. */
record RedisUri(URI uri) {
    static RedisUri parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        boolean known = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
        if (!known || uri.getHost() == null || !uri.getRawPath().matches("(/[0-9]{0,4})?")) {
            throw malformed();
        }
        return new RedisUri(uri);
    }

    /** Several, of which there must be one at least, the same but for host and port. */
    static List<RedisUri> parseAll(List<String> texts) {
        List<RedisUri> all = texts.stream().map(RedisUri::parse).toList();
        if (all.isEmpty()) {
            throw new IllegalArgumentException("at least one Redis URI is needed");
        }
        if (all.stream().map(RedisUri::withoutPlace).distinct().count() > 1) {
            throw new IllegalArgumentException(
                    "the Redis URIs differ in scheme, user, password or database; they must be the same but for host"
                            + " and port");
        }
        return all;
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("a Redis URI is redis://[user:password@]host[:port][/database], or"
                + " rediss:// for TLS; a password must be percent-encoded");
    }

    private String withoutPlace() {
        return uri.getScheme() + " " + uri.getRawUserInfo() + " " + database();
    }

    String address() {
        return address(6379);
    }

    String address(int defaultPort) {
        return uri.getScheme() + "://" + uri.getHost() + ":" + (uri.getPort() < 0 ? defaultPort : uri.getPort());
    }

    int database() {
        return uri.getPath().length() <= 1 ? 0 : Integer.parseInt(uri.getPath().substring(1));
    }

    void credentials(Config config) {
        @Nullable String info = uri.getUserInfo();
        if (info == null) {
            return;
        }
        int colon = info.indexOf(':');
        if (colon > 0) {
            config.setUsername(info.substring(0, colon));
        }
        config.setPassword(info.substring(colon + 1));
    }
}
