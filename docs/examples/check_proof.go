// go get github.com/go-jose/go-jose/v4
package proofs

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// FetchKeys gets a relay's keys. Keep them, and fetch again when a proof names one that is new.
func FetchKeys(relay string) (*jose.JSONWebKeySet, error) {
	answer, err := (&http.Client{Timeout: 5 * time.Second}).Get(relay + "/.well-known/jwks.json")
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	keys := &jose.JSONWebKeySet{}
	return keys, json.NewDecoder(answer.Body).Decode(keys)
}

// VerifiedNumber is the number that a proof verifies, in E.164. isUsed remembers each proof's id for ten minutes.
func VerifiedNumber(proof, relay, site string, keys *jose.JSONWebKeySet, isUsed func(id string) bool) (string, error) {
	token, err := jwt.ParseSigned(proof, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		return "", err
	}
	var standard jwt.Claims
	var claims struct {
		Number   string `json:"phone_number"`
		Verified bool   `json:"phone_number_verified"`
	}
	if err := token.Claims(keys, &standard, &claims); err != nil {
		return "", err
	}
	expected := jwt.Expected{Issuer: relay, AnyAudience: jwt.Audience{site}, Time: time.Now()}
	if err := standard.ValidateWithLeeway(expected, 0); err != nil {
		return "", err
	}
	if standard.Expiry == nil || standard.ID == "" || !claims.Verified || isUsed(standard.ID) {
		return "", errors.New("the proof doesn't verify a number, or was used before")
	}
	return claims.Number, nil
}
