// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <boost/asio/ssl/context.hpp>

namespace endpoint {

/// A key and a certificate that vouches for itself, made in memory.
class TlsCertificate {
public:
    /// For localhost and the loopback addresses, and for one more address.
    /// Errors: std::runtime_error when OpenSSL refuses
    explicit TlsCertificate(const std::string& address)
        : key_{EVP_EC_gen("P-256")}, certificate_{X509_new()} {
        require(key_ && certificate_);
        X509* made = certificate_.get();
        std::array<unsigned char, 8> serial{};
        require(RAND_bytes(serial.data(), static_cast<int>(serial.size())) == 1);
        serial[0] = static_cast<unsigned char>((serial[0] & 0x3F) | 0x40);  // positive, 8 bytes
        const Free<BIGNUM, BN_free> number{
            BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr)};
        require(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(made)));
        require(X509_set_version(made, X509_VERSION_3) == 1);
        require(X509_gmtime_adj(X509_getm_notBefore(made), -day));
        require(X509_gmtime_adj(X509_getm_notAfter(made), 396 * day));
        require(X509_set_pubkey(made, key_.get()) == 1);
        X509_NAME* name = X509_get_subject_name(made);
        const auto* text = reinterpret_cast<const unsigned char*>("weir-endpoint on localhost");
        require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1);
        require(X509_set_issuer_name(made, name) == 1);
        std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
        if (address != "127.0.0.1" && address != "::1") names += ",IP:" + address;
        extend(NID_subject_alt_name, names);
        extend(NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
        extend(NID_key_usage, "critical,digitalSignature,keyCertSign");
        extend(NID_ext_key_usage, "serverAuth");
        extend(NID_subject_key_identifier, "hash");
        require(X509_sign(made, key_.get(), EVP_sha256()) != 0);
    }

    [[nodiscard]] std::string pem() const {
        const Free<BIO, BIO_free_all> out{BIO_new(BIO_s_mem())};
        require(out && PEM_write_bio_X509(out.get(), certificate_.get()) == 1);
        char* data = nullptr;
        const long size = BIO_get_mem_data(out.get(), &data);
        return {data, static_cast<std::size_t>(size)};
    }

    /// Makes a context use it, and offer HTTP/2 and HTTP/1.1.
    void serve(boost::asio::ssl::context& context) const {
        SSL_CTX* native = context.native_handle();
        require(SSL_CTX_use_certificate(native, certificate_.get()) == 1);
        require(SSL_CTX_use_PrivateKey(native, key_.get()) == 1);
        require(SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1);
        SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
    }

private:
    template <auto free>
    struct With {
        template <class T>
        void operator()(T* one) const noexcept {
            free(one);
        }
    };
    template <class T, auto free>
    using Free = std::unique_ptr<T, With<free>>;

    static constexpr long day = 24L * 60 * 60;

    template <class T>
    static void require(const T& worked) {
        if (!worked) throw std::runtime_error{"OpenSSL could not make a certificate"};
    }

    void extend(int id, const std::string& value) {
        X509V3_CTX context{};
        X509V3_set_ctx(&context, certificate_.get(), certificate_.get(), nullptr, nullptr, 0);
        const Free<X509_EXTENSION, X509_EXTENSION_free> extension{
            X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str())};
        require(extension && X509_add_ext(certificate_.get(), extension.get(), -1) == 1);
    }

    static int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                               const unsigned char* offered, unsigned offered_size, void*) {
        static constexpr std::array<unsigned char, 12> ours{2,   'h', '2', 8,   'h', 't',
                                                            't', 'p', '/', '1', '.', '1'};
        unsigned char* found = nullptr;
        if (SSL_select_next_proto(&found, chosen_size, ours.data(), ours.size(), offered,
                                  offered_size) != OPENSSL_NPN_NEGOTIATED) {
            return SSL_TLSEXT_ERR_NOACK;
        }
        *chosen = found;
        return SSL_TLSEXT_ERR_OK;
    }

    Free<EVP_PKEY, EVP_PKEY_free> key_;
    Free<X509, X509_free> certificate_;
};

/// Errors: std::runtime_error when the file can't be written
inline void write_certificate(const std::string& file, std::string_view pem) {
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out << pem;
    out.close();
    if (!out) throw std::runtime_error{"cannot write the certificate to " + file};
}

}  // namespace endpoint
