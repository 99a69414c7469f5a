<?php
// composer require firebase/php-jwt
use Firebase\JWT\JWK;
use Firebase\JWT\JWT;

/**
 * The number that a proof verifies, in E.164; throws when the proof isn't good.
 * $keys: the relay's /.well-known/jwks.json, decoded. Keep it, and fetch it again when a proof names a key that is new.
 * $isUsed remembers each proof's id for ten minutes.
 */
function verified_number(string $proof, string $relay, string $site, array $keys, callable $isUsed): string
{
    // Signature, "exp" and "iat"; each key is taken for its own "alg" only, which is ES256.
    $claims = JWT::decode($proof, JWK::parseKeySet($keys));
    if ($claims->iss !== $relay || $claims->aud !== $site) {
        throw new UnexpectedValueException('The proof is of another relay, or for another site.');
    }
    if (($claims->phone_number_verified ?? false) !== true || !isset($claims->exp) || $isUsed($claims->jti)) {
        throw new UnexpectedValueException("The proof doesn't verify a number, or was used before.");
    }
    return $claims->phone_number;
}
