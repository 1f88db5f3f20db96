package io.twofold.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    /** Of a server, unlike that of a Sentinel. */
    static final int STANDARD_PORT = 6_379;

    private static final int LAST_PORT = 65_535;

    /**
     * The parts of a text.
     *
     * @throws IllegalArgumentException if it isn't such a URI
     */
    static RedisUri parse(String text) {
        return parse(text, STANDARD_PORT);
    }

    /**
     * Those of several texts, which must be the same but for host and port.
     *
     * @throws IllegalArgumentException if there is none, one isn't such a URI, or they differ in more
     */
    static List<RedisUri> parseAll(List<String> texts, int standardPort) {
        List<RedisUri> all =
                texts.stream().map(text -> parse(text, standardPort)).toList();
        if (all.isEmpty()) {
            throw new IllegalArgumentException("at least one Redis URI is needed");
        }
        if (all.stream().map(RedisUri::withoutPlace).distinct().count() > 1) {
            throw new IllegalArgumentException("the Redis URIs differ in scheme, user, password or database; they must"
                    + " be the same but for host and port");
        }
        return all;
    }

    private RedisUri withoutPlace() {
        return new RedisUri(address.substring(0, address.indexOf(':')), database, user, password);
    }

    private static RedisUri parse(String text, int standardPort) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw malformed();
        }
        int port = matcher.group("port") == null ? standardPort : Integer.parseInt(matcher.group("port"));
        if (port > LAST_PORT) {
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
