# apt install python3-jwt python3-cryptography, or pip install "pyjwt[crypto]"
import jwt


class ProofChecker:
    """Checks proofs of one relay for one site. Keys are fetched once, and again when a proof names one that is new."""

    def __init__(self, relay, site, is_used=lambda proof_id: False):
        self.relay, self.site, self.is_used = relay, site, is_used
        self.keys = jwt.PyJWKClient(relay + "/.well-known/jwks.json")

    def verified_number(self, proof):
        """The verified number in E.164; raises jwt.PyJWTError when the proof isn't good."""
        key = self.keys.get_signing_key_from_jwt(proof).key
        claims = jwt.decode(proof, key, algorithms=["ES256"], issuer=self.relay, audience=self.site,
                            options={"require": ["exp", "iss", "aud", "jti", "phone_number"]})
        if claims.get("phone_number_verified") is not True:
            raise jwt.InvalidTokenError("the number isn't verified")
        if self.is_used(claims["jti"]):
            raise jwt.InvalidTokenError("this proof was used before")
        return claims["phone_number"]
