package io.twofold.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;

/**
 * The parts of a URI of a server. No message holds the text, which may hold a password. Host names may have
 * underscores, as those of containers often do, for which {@link java.net.URI} finds no host.
 */
record RedisUri(
        String address,
        int database,
        @Nullable String user,
        @Nullable String password) {
    private static final Pattern FORM = Pattern.compile("(?<scheme>rediss?)://"
            + "(?:(?:(?<user>[^:@/\\s]*):)?(?<password>[^:@/\\s]*)@)?"
            + "(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)"
            + "(?::(?<port>[0-9]{1,5}))?"
            + "(?:/(?<database>[0-9]{0,4}))?");
    private static final String STANDARD_PORT = "6379";
    private static final int LAST_PORT = 65_535;

    /**
     * The parts of a text.
     *
     * @throws IllegalArgumentException if it isn't such a URI
     */
    static RedisUri parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw malformed();
        }
        String port = matcher.group("port") == null ? STANDARD_PORT : matcher.group("port");
        if (Integer.parseInt(port) > LAST_PORT) {
            throw malformed();
        }
        String database = matcher.group("database");
        return new RedisUri(
                matcher.group("scheme") + "://" + matcher.group("host") + ":" + port,
                database == null || database.isEmpty() ? 0 : Integer.parseInt(database),
                decoded(matcher.group("user")),
                decoded(matcher.group("password")));
    }

    private static @Nullable String decoded(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8); // in a URI, + is just that
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("a Redis URI is redis://[user:password@]host[:port][/database], or"
                + " rediss:// for TLS; a password must be percent-encoded");
    }

    /** Sets what to say to the server first. */
    void credentials(Config config) {
        if (user != null) {
            config.setUsername(user);
        }
        if (password != null) {
            config.setPassword(password);
        }
    }

    @Override
    public String toString() {
        return address;
    }
}
