package io.twofold.redis;

import io.twofold.RemoteTierException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.redisson.client.RedisAuthRequiredException;
import org.redisson.client.RedisException;
import org.redisson.client.WriteRedisConnectionException;

/** Says of a failure what an operator can do about it. */
final class Failures {
    private Failures() {}

    /** Why no connection could be made. */
    static RemoteTierException unreachable(String address, RedisException e) {
        String all = messages(e);
        if (isMissingRight(all)) {
            return missingRight(e);
        }
        boolean refused = e instanceof RedisAuthRequiredException
                || all.contains("NOAUTH")
                || all.contains("WRONGPASS")
                || all.contains("AUTH");
        if (refused) {
            return new RemoteTierException(
                    "Redis at " + address + " refuses the password, or wants one: check user and"
                            + " password in the URI (percent-encoded), and the server's requirepass or ACL",
                    e);
        }
        if (isOfTls(e)) {
            return new RemoteTierException(
                    "Redis at " + address + " can't be spoken to over TLS: check that this port speaks TLS, and that"
                            + " Java trusts its certificate (Config.setSslTruststore)",
                    e);
        }
        boolean accepted = e instanceof WriteRedisConnectionException || all.contains("(PING)");
        String tls = address.startsWith("rediss") || accepted ? ", whether it speaks TLS as the URI says" : "";
        return new RemoteTierException(
                "Redis at " + address + " can't be reached: check that it runs, that host and" + " port are right" + tls
                        + ", and that no firewall is in between",
                e);
    }

    /** A failure of one operation: itself, or, if the user lacks a right, one that says so. */
    static CompletionException explained(Throwable failure) {
        if (isMissingRight(messages(failure))) {
            return new CompletionException(missingRight(failure));
        }
        return failure instanceof CompletionException e ? e : new CompletionException(failure);
    }

    private static boolean isMissingRight(String messages) {
        return messages.contains("NOPERM") || messages.contains("The user executing the script can't");
    }

    private static RemoteTierException missingRight(Throwable failure) {
        return new RemoteTierException(
                "Redis refuses the user a right that the cache needs (see the ACL rule in docs/redis.md): "
                        + firstMessage(failure),
                failure);
    }

    private static String firstMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        int details = message.indexOf(". channel:");
        return details < 0 ? message : message.substring(0, details);
    }

    private static boolean isOfTls(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    private static String messages(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            all.append(t.getMessage()).append('\n');
        }
        return all.toString();
    }
}
