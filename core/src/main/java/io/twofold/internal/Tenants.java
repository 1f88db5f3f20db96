package io.twofold.internal;

/** What a tenant may be called: anything, but not nothing, and not without end. */
final class Tenants {
    private static final int MAX_LENGTH = 256;

    private Tenants() {}

    static String checked(String tenant) {
        if (tenant.isEmpty() || tenant.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "tenant has " + tenant.length() + " characters; allowed are 1 to " + MAX_LENGTH);
        }
        return tenant;
    }
}
